import type { Client } from '@temporal-registry/sdk/client'

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i

/** The id that lists are searched by, of a definition's name. An id stands for itself, as it may be deleted. */
export async function idOfDefinition(
  { activityDefinitions }: Pick<Client, 'activityDefinitions'>,
  definition: string | undefined,
): Promise<string | undefined> {
  if (definition === undefined || uuid.test(definition)) return definition
  return (await activityDefinitions.get(definition)).id
}
