import { useQueryClient } from '@tanstack/react-query'
import type { HistoryEvent } from '@temporal-registry/contract/runs'
import { useEffect, useState } from 'react'
import { runsKey } from '../queries/keys.ts'
import { useGateway } from '../session/gateway.tsx'

/** More are in the API and in Temporal's UI: a page of so many helps nobody. */
export const shownEvents = 2_000
/** Events that come close together are drawn once. */
const settleMs = 80

interface RunEvents {
  readonly events: readonly HistoryEvent[]
  readonly error: unknown
}

const none: RunEvents = { events: [], error: undefined }

/** The history of a run, those events to come as they happen. */
export function useRunEvents(workflowId: string, runId: string | undefined): RunEvents {
  const { client, namespace } = useGateway()
  const queryClient = useQueryClient()
  const [seen, setSeen] = useState(none)

  useEffect(() => {
    setSeen(none)
    if (runId === undefined) return
    const ending = new AbortController()
    const { signal } = ending
    const arrived: HistoryEvent[] = []
    let settling: ReturnType<typeof setTimeout> | undefined
    const show = () => {
      settling = undefined
      setSeen({ events: [...arrived], error: undefined })
      // How the run stands has changed with it.
      void queryClient.invalidateQueries({ queryKey: runsKey(namespace, 'run', workflowId) })
    }

    const follow = async () => {
      try {
        for await (const event of client.runs.events(workflowId, { run_id: runId, signal })) {
          arrived.push(event)
          settling ??= setTimeout(show, settleMs)
          if (arrived.length >= shownEvents) break
        }
      } catch (error) {
        if (!signal.aborted) setSeen({ events: [...arrived], error })
      }
    }

    void follow()
    return () => {
      ending.abort()
      clearTimeout(settling)
    }
  }, [client, namespace, queryClient, workflowId, runId])

  return seen
}
