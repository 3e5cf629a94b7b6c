import { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import { stringify } from 'yaml'

const order = Object.keys(ActivityDefinitionBody.properties)

/** A definition as people write it, whatever order it was kept in; also a draft of any shape. */
export const definitionYaml = (definition: unknown): string =>
  // Anchors would be made of parts that are the same object, and read badly.
  stringify(inOrder(definition), { aliasDuplicateObjects: false, lineWidth: 100 })

/** With the parts in the order in which they are done, and the name of each first. */
function inOrder(definition: unknown): unknown {
  if (!isObject(definition)) return definition
  const sorted = sortedBy(definition, order)
  const lists = ['context', 'tasks'].filter((name) => Array.isArray(sorted[name]))
  // As was just seen, they are lists.
  const named = lists.map((name) => [name, (sorted[name] as unknown[]).map(nameFirst)])
  return { ...sorted, ...Object.fromEntries(named) }
}

const partOrder = ['name', 'optional', 'after', 'when', 'for_each', 'max_parallel', 'on_failure']

const nameFirst = (part: unknown) => (isObject(part) ? sortedBy(part, partOrder) : part)

/** Members that are in a list first, in its order; then the others, as they come. */
function sortedBy(value: Members, names: readonly string[]): Members {
  const rank = (name: string) => (names.includes(name) ? names.indexOf(name) : names.length)
  return Object.fromEntries(
    Object.entries(value).toSorted(([one], [other]) => rank(one) - rank(other)),
  )
}

type Members = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
