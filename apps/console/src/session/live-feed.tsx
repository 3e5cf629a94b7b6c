import type { RegistryChange } from '@temporal-registry/contract/changes'
import { isApiError } from '@temporal-registry/sdk/client'
import { useQueryClient } from '@tanstack/react-query'
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react'
import { registryKey } from '../queries/keys.ts'
import { useGateway } from './gateway.tsx'

/** Changes that come close together are read once. */
const settleMs = 300
/** How long after a feed broke, and the client gave up, it is tried again. */
const pauseMs = 3_000
/** Pages of a list that are read again with each change. */
const followedPages = 5
const keptChanges = 60

export interface LiveFeed {
  /** `live`: what is shown is followed; `away`: it may be old. */
  readonly state: 'connecting' | 'live' | 'away'
  /** The last changes, the newest first. */
  readonly changes: readonly RegistryChange[]
}

/** Leaves long lists alone: a list of many pages would be read again as a whole with each change. */
function isLong(data: unknown): boolean {
  const pages =
    typeof data === 'object' && data !== null && 'pages' in data ? data.pages : undefined
  return Array.isArray(pages) && pages.length > followedPages
}

const LiveContext = createContext<LiveFeed>({ state: 'connecting', changes: [] })

export const useLiveFeed = () => use(LiveContext)

/** Follows the registry while the console is open, and has whatever shows it read again. */
export function LiveFeedProvider({ children }: { children: ReactNode }) {
  const { client, namespace } = useGateway()
  const queryClient = useQueryClient()
  const [state, setState] = useState<LiveFeed['state']>('connecting')
  const [changes, setChanges] = useState<readonly RegistryChange[]>([])

  useEffect(() => {
    const ending = new AbortController()
    let settling: ReturnType<typeof setTimeout> | undefined
    const readAgain = () => {
      settling ??= setTimeout(() => {
        settling = undefined
        void queryClient.invalidateQueries({
          queryKey: registryKey(namespace),
          predicate: ({ state: { data } }) => !isLong(data),
        })
      }, settleMs)
    }

    const follow = async () => {
      let lastEventId: string | undefined
      while (!ending.signal.aborted) {
        try {
          for await (const item of client.changes({ lastEventId, signal: ending.signal })) {
            setState('live')
            lastEventId = item.id
            readAgain()
            if (item.event !== 'change') continue
            const { change } = item
            setChanges((known) => [change, ...known].slice(0, keptChanges))
          }
        } catch (error) {
          // Whatever it was: what it means for the reader is that this page may be old.
          if (isApiError(error, 'unauthorized')) {
            void queryClient.invalidateQueries({ queryKey: ['session'] })
          }
        }
        if (ending.signal.aborted) return
        setState('away')
        await new Promise((resolve) => setTimeout(resolve, pauseMs))
      }
    }

    setChanges([])
    void follow()
    return () => {
      ending.abort()
      clearTimeout(settling)
    }
  }, [client, namespace, queryClient])

  const feed = useMemo(() => ({ state, changes }), [state, changes])
  return <LiveContext value={feed}>{children}</LiveContext>
}
