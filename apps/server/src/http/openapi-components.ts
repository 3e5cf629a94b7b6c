type Json = Record<string, unknown>

/**
 * Moves every shape that has a `title` out of `part` into `schemas`, and leaves references to it: each is
 * in the document once, and generated clients name their types as we do. `at` begins each reference.
 *
 * @throws when two different shapes have one title.
 */
export function hoistShapes<Part>(part: Part, schemas: Json, at = '#/components/schemas/'): Part {
  return hoisted(part, schemas, at) as Part // References stand where JSON Schema takes schemas.
}

function hoisted(part: unknown, schemas: Json, at: string): unknown {
  if (Array.isArray(part)) return part.map((member) => hoisted(member, schemas, at))
  if (typeof part !== 'object' || part === null) return part
  const members = Object.fromEntries(
    Object.entries(part).map(([name, member]) => [name, hoisted(member, schemas, at)]),
  )
  const { title, ...shape } = members
  if (typeof title !== 'string') return members
  const known = schemas[title]
  if (known && JSON.stringify(known) !== JSON.stringify(shape)) {
    throw new Error(`Two shapes are called ${title}`)
  }
  schemas[title] = shape
  return { $ref: at + title }
}
