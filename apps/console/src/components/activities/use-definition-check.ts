import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { activitiesKey } from '../../queries/keys.ts'
import { useGateway } from '../../session/gateway.tsx'

const settleMs = 300

/** What the gateway finds in a definition that is being written; the last answer while it looks again. */
export function useDefinitionCheck(value: unknown) {
  const { client, namespace } = useGateway()
  const [settled] = useDebouncedValue(value, settleMs)
  const isObject = typeof settled === 'object' && settled !== null && !Array.isArray(settled)
  return useQuery({
    queryKey: activitiesKey(namespace, 'check', settled),
    queryFn: async ({ signal }) => {
      // An object, as was just seen; of which shape is what is asked.
      const body = settled as Record<string, unknown>
      return { ...(await client.activityDefinitions.validate(body, { signal })), body }
    },
    enabled: isObject,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })
}
