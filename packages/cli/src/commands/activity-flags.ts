import type { Client } from '@temporal-registry/sdk/client'
import { toNumber } from '../values.ts'

export const pageFlags = {
  limit: { type: 'string', valueHint: 'n', description: 'How many. Default: 100' },
  cursor: { type: 'string', description: 'Where the page begins: next_cursor of the page before' },
} as const

/** @throws UsageError */
export function toLimit(text: string | undefined): number | undefined {
  return toNumber('--limit', text, { min: 1, isWhole: true })
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/** The id that lists are searched by, of a definition's name. An id stands for itself, as it may be deleted. */
export async function idOfDefinition(
  { activityDefinitions }: Pick<Client, 'activityDefinitions'>,
  definition: string | undefined,
): Promise<string | undefined> {
  if (definition === undefined || uuid.test(definition)) return definition
  return (await activityDefinitions.get(definition)).id
}
