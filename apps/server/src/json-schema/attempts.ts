import {
  _,
  type Name,
  type Ajv2020,
  type ErrorObject,
  type KeywordCxt,
  type KeywordErrorDefinition,
} from 'ajv/dist/2020.js'

import { errorCount, wrap } from './keywords.ts'

/**
 * Makes the keywords that try schemas on approval say how many errors of their attempts stand
 * before their own: `below` all of them, and for a union `ends`, where each branch's end.
 * Ajv's list is flat, and references hide in it which branch an error came from.
 */
export function markAttempts(ajv: Ajv2020): void {
  for (const keyword of ['anyOf', 'oneOf', 'contains', 'propertyNames']) {
    const marks = new WeakMap<object, { start: Name; ends: Name }>()
    const error: KeywordErrorDefinition = {
      message: '',
      params: (cxt) => {
        const { start, ends } = marks.get(cxt) ?? {}
        const { passing = _`null`, propertyName = _`null` } = cxt.params
        const below = _`${errorCount} - ${start}`
        return _`{below: ${below}, ends: ${ends}, passing: ${passing}, propertyName: ${propertyName}}`
      },
    }
    wrap(ajv, keyword, markEach, error)

    function markEach(cxt: KeywordCxt, code: (cxt: KeywordCxt) => void): void {
      const ends = cxt.gen.const('ends', _`[]`)
      const attempt = cxt.subschema.bind(cxt)
      marks.set(cxt, { start: cxt.gen.const('start', errorCount), ends })
      cxt.subschema = (applied, valid) => {
        // Each property name is an attempt, and an error, of its own.
        if (keyword === 'propertyNames')
          marks.set(cxt, { start: cxt.gen.const('start', errorCount), ends })
        const tried = attempt(applied, valid)
        cxt.gen.code(_`${ends}.push(${errorCount} - ${marks.get(cxt)?.start})`)
        return tried
      }
      code(cxt)
    }
  }
}

/** An error, with those of the attempts it sums up. */
export interface Found {
  readonly error: ErrorObject
  /** How many of Ajv's list this stands for. */
  readonly listed: number
  /** For a union, what each branch had against the value. */
  readonly branches: readonly (readonly Found[])[]
}

/**
 * Gathers the errors of attempts, which stand in Ajv's flat list before the error that sums
 * them up: under a union by branch; those of `contains` and `propertyNames` are dropped.
 */
export function groupAttempts(errors: readonly ErrorObject[]): Found[] {
  const found: Found[] = []
  for (const error of errors) {
    // Noted by `markAttempts`; other errors have neither.
    const { below = 0, ends = [] } = error.params
    const attempts = takeLast(found, below)
    const isUnion = error.keyword === 'anyOf' || error.keyword === 'oneOf'
    found.push({ error, listed: below + 1, branches: isUnion ? split(attempts, ends) : [] })
  }
  return found
}

function takeLast(found: Found[], listed: number): Found[] {
  let start = found.length
  for (let left = listed; left > 0 && start > 0; left -= found[start]?.listed ?? 0) start -= 1
  return found.splice(start)
}

function split(attempts: readonly Found[], ends: readonly number[]): Found[][] {
  const branches: Found[][] = ends.map(() => [])
  let listed = 0
  let branch = 0
  for (const attempt of attempts) {
    listed += attempt.listed
    while (listed > (ends[branch] ?? Infinity)) branch += 1
    branches[branch]?.push(attempt)
  }
  return branches
}
