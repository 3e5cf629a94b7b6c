import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ProblemError } from '@temporal-registry/contract/problem'
import { isApiError } from '@temporal-registry/sdk/client'
import type { Draft } from '../../monitors/monitor-draft.ts'
import { monitorsKey } from '../../queries/keys.ts'
import { useGateway } from '../../session/gateway.tsx'

const settleMs = 250

/** What the gateway thinks of a monitor that is being written. */
export interface MonitorCheck {
  readonly errors: readonly ProblemError[]
  readonly warnings: readonly ProblemError[]
  /** A refusal that points at nothing in it. */
  readonly refusal: unknown
}

export function useMonitorCheck(draft: Draft): MonitorCheck | undefined {
  const { client, namespace } = useGateway()
  const [settled] = useDebouncedValue(draft, settleMs)
  return useQuery({
    queryKey: monitorsKey(namespace, 'check', settled),
    queryFn: async ({ signal }): Promise<MonitorCheck> => {
      try {
        const { errors, warnings } = await client.monitors.validate(settled, { signal })
        return { errors, warnings, refusal: undefined }
      } catch (error) {
        // A refusal is an answer here, like any other.
        if (!isApiError(error) || error.problem === undefined) throw error
        const { errors = [] } = error.problem
        return { errors, warnings: [], refusal: errors.length > 0 ? undefined : error }
      }
    },
    placeholderData: keepPreviousData,
  }).data
}
