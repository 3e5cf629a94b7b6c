import { draft2020 } from '../dialect.ts'
import { equalityKey } from '../equality.ts'
import { isSchema } from '../json.ts'
import { keywordOf, type SchemaNode } from './reading.ts'

/** Keywords that say nothing of the value. */
const annotations = new Set(['title'])
const mapsOfSchemas = new Set(['properties', 'patternProperties', 'dependentSchemas'])
const singleSchemas = new Set([...draft2020.single].filter((name) => name !== 'contentSchema'))
const listsOfSchemas = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems'])

/** Where a schema is does not matter to what it says. */
const noPlace = () => ''

/** Whether two schemas are written alike, their annotations aside: then they say the same. */
export function saysTheSame(one: SchemaNode, other: SchemaNode): boolean {
  return areAlike(one, other, new Set())
}

function areAlike(one: SchemaNode, other: SchemaNode, assumed: Set<string>): boolean {
  const [a, b] = [one.schema, other.schema]
  if (a === b) return true
  if (typeof a === 'boolean' || typeof b === 'boolean') return false
  const pair = `${one.id} ${other.id}`
  // Met again on the way: they are alike if nothing else tells them apart.
  if (assumed.has(pair)) return true
  assumed.add(pair)

  const names = Object.keys(a).filter((name) => !annotations.has(name))
  const otherNames = Object.keys(b).filter((name) => !annotations.has(name))
  if (names.length !== otherNames.length) return false
  return names.every((name) => Object.hasOwn(b, name) && isAlikeIn(name, one, other, assumed))
}

function isAlikeIn(
  name: string,
  one: SchemaNode,
  other: SchemaNode,
  assumed: Set<string>,
): boolean {
  const [a, b] = [keywordOf(one, name), keywordOf(other, name)]
  if (name === 'call') {
    const [target, otherTarget] = [
      one.reading.definition(String(a)),
      other.reading.definition(String(b)),
    ]
    return !!target && !!otherTarget && areAlike(target, otherTarget, assumed)
  }
  if (mapsOfSchemas.has(name) || listsOfSchemas.has(name)) {
    const [held, otherHeld] = [Object(a) as object, Object(b) as object]
    const keys = Object.keys(held)
    if (keys.length !== Object.keys(otherHeld).length) return false
    return keys.every(
      (key) =>
        Object.hasOwn(otherHeld, key) &&
        areSchemasAlike(Reflect.get(held, key), Reflect.get(otherHeld, key)),
    )
  }
  if (singleSchemas.has(name)) return areSchemasAlike(a, b)
  return equalityKey(a) === equalityKey(b)

  function areSchemasAlike(left: unknown, right: unknown): boolean {
    if (!isSchema(left) || !isSchema(right)) return false
    return areAlike(
      one.reading.nodeOf(left, noPlace),
      other.reading.nodeOf(right, noPlace),
      assumed,
    )
  }
}
