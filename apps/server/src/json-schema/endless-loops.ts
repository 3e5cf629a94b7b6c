import { childrenOf, type Child } from './dialect.ts'
import type { SchemaDocument, Subschema } from './document.ts'
import type { SchemaFault } from './faults.ts'
import { pointTo } from './json.ts'
import type { Links } from './references.ts'

/** Keywords whose schemas look at the very value their parent looks at. */
const inPlace = new Set([
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependentSchemas',
  'dependencies',
])

interface Step {
  readonly to: Subschema
  /** The reference that takes this step; a step into a child has none. */
  readonly reference?: string
}

interface Frame {
  readonly schema: Subschema
  readonly steps: Iterator<Step>
  readonly reference: string | undefined
}

/**
 * Finds references that come back to where they started without going deeper into the
 * value: no value could ever be judged. A tree, which refers to itself below `properties`
 * or `items`, is not one of them.
 */
export function findEndlessLoops(document: SchemaDocument, links: Links): SchemaFault[] {
  const faults: SchemaFault[] = []
  const open = new Set<Subschema>()
  const done = new Set<Subschema>()

  for (const start of document.subschemas) {
    if (done.has(start)) continue
    const path: Frame[] = []
    enter({ to: start })
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const { value: step, done: isLast } = frame.steps.next()
      if (isLast) {
        path.pop()
        open.delete(frame.schema)
        done.add(frame.schema)
      } else if (open.has(step.to)) {
        const pointer = step.reference ?? path.findLast((passed) => passed.reference)?.reference
        faults.push({ pointer: pointer ?? frame.schema.pointer, detail })
      } else if (!done.has(step.to)) enter(step)
    }

    function enter({ to, reference }: Step): void {
      open.add(to)
      path.push({ schema: to, steps: stepsFrom(document, links, to), reference })
    }
  }
  return faults
}

const detail =
  'the reference leads back to this place without going into a property or an item, ' +
  'so no value could ever be judged: remove it'

function* stepsFrom(
  document: SchemaDocument,
  links: Links,
  from: Subschema,
): Generator<Step, undefined> {
  for (const [keyword, { target }] of links.get(from) ?? [])
    if (typeof target !== 'boolean') yield { to: target, reference: pointTo(from.pointer, keyword) }
  for (const child of childrenOf(from.schema, document.dialect)) {
    const to = inPlace.has(child.keyword) ? placeOf(document, child) : undefined
    if (to) yield { to }
  }
  return undefined
}

function placeOf(document: SchemaDocument, { schema }: Child): Subschema | undefined {
  return typeof schema === 'boolean' ? undefined : document.bySchema.get(schema)
}
