import { publishedContracts } from '@temporal-registry/contract/contracts'
import { hoistShapes } from './openapi-components.ts'

/** Names of the published contracts. */
export const contractNames = Object.keys(publishedContracts)

/** A published contract as a JSON Schema that stands by itself, or nothing where there is none of the name. */
export function contractSchema(name: string): Record<string, unknown> | undefined {
  const shape = Object.hasOwn(publishedContracts, name) ? publishedContracts[name] : undefined
  if (!shape) return undefined
  const shapes: Record<string, unknown> = {}
  // As plain JSON, without the marks TypeBox keeps on it.
  const { title, ...root } = JSON.parse(JSON.stringify(shape))
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `/contracts/${name}.json`,
    title,
    ...hoistShapes(root, shapes, '#/$defs/'),
    $defs: shapes,
  }
}
