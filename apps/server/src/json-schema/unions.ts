import type { ErrorObject } from 'ajv/dist/2020.js'

import type { Found } from './attempts.ts'
import { asList, isObject } from './json.ts'
import { preview } from './preview.ts'

type Branch = readonly Found[]

/** What a value should have been that is of no kind the union offers: `string`, `"a"`, … */
export function expectedKinds({ error, branches }: Found): string[] | undefined {
  const kinds = branches.map((branch) => kindsOf(branch, error.instancePath))
  if (kinds.length === 0 || !kinds.every((expected) => expected !== undefined)) return undefined
  return [...new Set(kinds.flat())]
}

/** The branch that the value was probably meant for. */
export function findClosest({
  error,
  branches,
}: Found): { branch: Branch; name: string } | undefined {
  const [closest] = [...branches.entries()].toSorted(
    ([, one], [, other]) => distance(one, error) - distance(other, error),
  )
  if (!closest) return undefined
  const [index, branch] = closest
  const schema = asList(error.schema)[index]
  const title = isObject(schema) ? schema['title'] : undefined
  return { branch, name: typeof title === 'string' ? preview(title) : `number ${index + 1}` }
}

/**
 * The property that tells the branches apart, if none of them knows its value: `kind` where
 * each branch has a `const` of its own for it.
 */
export function findUnknownTag({
  error,
  branches,
}: Found): { tag: ErrorObject; known: unknown[] } | undefined {
  const tags = branches
    .filter((branch) => !isOfWrongType(branch, error))
    .map((branch) => branch.find((found) => isTag(found, error))?.error)
  const [tag] = tags
  if (!tag || tags.length < 2) return undefined
  if (!tags.every((other) => other?.instancePath === tag.instancePath)) return undefined
  const known = tags.flatMap((other) =>
    other?.keyword === 'enum' ? asList(other.schema) : [other?.schema],
  )
  return { tag, known }
}

/** The kinds a branch asks for, unless what it has against the value is something finer. */
function kindsOf(branch: Branch, path: string): string[] | undefined {
  if (branch.length === 0 || branch.some(({ error }) => error.instancePath !== path))
    return undefined
  const wrongType = branch.find(({ error }) => error.keyword === 'type')
  if (wrongType) return asList(wrongType.error.schema).map(String)

  const kinds = branch.map((found) => {
    if (found.error.keyword === 'const') return [preview(found.error.schema)]
    if (found.error.keyword === 'enum') return asList(found.error.schema).map(preview)
    return expectedKinds(found)
  })
  return kinds.every((some) => some !== undefined) ? kinds.flat() : undefined
}

/**
 * A wrong type is further away than a wrong tag (`kind: 'card'` in a property), and that is
 * further than any number of other faults.
 */
function distance(branch: Branch, union: ErrorObject): number {
  const isWrongTag = branch.some((found) => isTag(found, union) || isWrongChoice(found, union))
  return (isOfWrongType(branch, union) ? 1_000_000 : 0) + (isWrongTag ? 10_000 : 0) + branch.length
}

function isOfWrongType(branch: Branch, union: ErrorObject): boolean {
  return branch.some(
    ({ error }) => error.keyword === 'type' && error.instancePath === union.instancePath,
  )
}

/** Whether the value itself is none of the values that are named. */
function isWrongChoice({ error }: Found, union: ErrorObject): boolean {
  return isChoice(error) && error.instancePath === union.instancePath
}

function isTag({ error }: Found, union: ErrorObject): boolean {
  if (!isChoice(error) || Array.isArray(union.data)) return false
  const parent = error.instancePath.slice(0, error.instancePath.lastIndexOf('/'))
  return error.instancePath !== '' && parent === union.instancePath
}

function isChoice({ keyword }: ErrorObject): boolean {
  return keyword === 'const' || keyword === 'enum'
}
