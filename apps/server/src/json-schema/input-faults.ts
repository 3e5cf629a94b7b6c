import type { ErrorObject } from 'ajv/dist/2020.js'

import { groupAttempts, type Found } from './attempts.ts'
import { byPointer, type InputFault } from './faults.ts'
import { pointTo, tokensOf } from './json.ts'
import { schemaLimits } from './limits.ts'
import { previewPath } from './preview.ts'
import { sentenceFor, sentenceForChoice, sentenceForKinds } from './sentences.ts'
import { expectedKinds, findClosest, findUnknownTag } from './unions.ts'

/** Ajv's errors as faults for people: few, sorted, and a union reduced to what was meant. */
export function toInputFaults(errors: readonly ErrorObject[], subject: string): InputFault[] {
  const faults: InputFault[] = []
  for (const found of groupAttempts(errors)) {
    faults.push(...describe(found, subject))
    // Enough to choose from: 100,000 are not worth sorting.
    if (faults.length > 50 * schemaLimits.faultCount) break
  }
  return withoutEchoes(faults).toSorted(byPointer).slice(0, schemaLimits.faultCount)
}

function describe(found: Found, subject: string): InputFault[] {
  const { error, branches } = found
  // What `then` or `else` found stands beside it.
  if (error.keyword === 'if') return []
  const fault = faultOf(error, subject)
  if (branches.length === 0 || error.params['passing']) return [fault]

  const kinds = expectedKinds(found)
  if (kinds) return [faultOf(error, subject, sentenceForKinds(kinds, error.data))]
  const unknown = findUnknownTag(found)
  if (unknown)
    return [
      fault,
      faultOf(unknown.tag, subject, sentenceForChoice(unknown.known, unknown.tag.data)),
    ]
  const closest = findClosest(found)
  if (!closest) return [fault]
  const inner = closest.branch.flatMap((one) => describe(one, subject))
  // A union in a union: the inner one, of the kind the value is, says enough.
  if (inner.some((one) => one.keyword === error.keyword && one.pointer === fault.pointer))
    return inner
  return [{ ...fault, detail: `${fault.detail}; the closest is ${closest.name}` }, ...inner]
}

function faultOf(error: ErrorObject, subject: string, sentence = sentenceFor(error)): InputFault {
  const pointer = placeOf(error)
  const place = previewPath(tokensOf(pointer)) || subject
  return { pointer, detail: `${place} ${sentence}`, keyword: error.keyword }
}

/** A property that is missing or too many is a place of its own, not its object's. */
function placeOf({ instancePath, params }: ErrorObject): string {
  const name: unknown =
    params['missingProperty'] ??
    params['additionalProperty'] ??
    params['unevaluatedProperty'] ??
    params['propertyName']
  return typeof name === 'string' ? pointTo(instancePath, name) : instancePath
}

/** What a value of the wrong type fails besides, and what is said twice, helps nobody. */
function withoutEchoes(faults: readonly InputFault[]): InputFault[] {
  const wronglyTyped = new Set(
    faults.filter(({ keyword }) => keyword === 'type').map(({ pointer }) => pointer),
  )
  const said = new Set<string>()
  return faults.filter(({ pointer, keyword, detail }) => {
    if (['enum', 'const'].includes(keyword) && wronglyTyped.has(pointer)) return false
    const isNew = !said.has(`${pointer} ${detail}`)
    said.add(`${pointer} ${detail}`)
    return isNew
  })
}
