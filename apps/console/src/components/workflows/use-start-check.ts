import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { isApiError } from '@temporal-registry/sdk/client'
import { registryKey } from '../../queries/keys.ts'
import { useGateway } from '../../session/gateway.tsx'
import type { StartChoices } from '../../start-snippets.ts'

const settleMs = 200

/** What the gateway thinks of a start that is being written: where it would go, or what is wrong. */
export function useStartCheck(workflowType: string, body: StartChoices) {
  const { client, namespace } = useGateway()
  const [settled] = useDebouncedValue(body, settleMs)
  const query = useQuery({
    queryKey: registryKey(namespace, 'start-check', workflowType, settled),
    // A refusal is an answer here, like any other.
    queryFn: async ({ signal }) => {
      try {
        return { plan: await client.workflows.validate(workflowType, settled, { signal }) }
      } catch (error) {
        if (!isApiError(error) || error.problem === undefined) throw error
        return { refusal: error }
      }
    },
    placeholderData: keepPreviousData,
  })
  return query.data
}
