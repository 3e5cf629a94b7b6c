import type { Namespace } from '@temporal-registry/contract/namespaces'
import type { Session } from '@temporal-registry/contract/session'
import { createClient, isApiError, type Client } from '@temporal-registry/sdk/client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, use, useMemo, useState, type ReactNode } from 'react'
import { tokenStore } from './token-store.ts'

type Scope = NonNullable<Session['caller']>['scopes'][number]

/** What every page is made with: whom it asks, in which namespace, and what the reader may do. */
export interface Gateway {
  readonly client: Client
  /** The namespace's name; also that of the default one. */
  readonly namespace: string
  readonly namespaces: readonly Namespace[]
  readonly session: Session
  /** Why the reader may not do what needs a scope; nothing when they may. */
  readonly whyNot: (scope: Scope) => string | undefined
  readonly logOut: () => void
}

const GatewayContext = createContext<Gateway | undefined>(undefined)

export function useGateway(): Gateway {
  const gateway = use(GatewayContext)
  if (!gateway) throw new Error('There is no gateway above this component')
  return gateway
}

interface GatewayProviderProps {
  /** From the address; empty: the default one. */
  readonly namespace: string
  readonly children: ReactNode
  readonly whileAsking: ReactNode
  readonly onRefused: (refusal: Refusal) => ReactNode
}

/** Why there is no gateway to work with yet. */
export interface Refusal {
  readonly error: unknown
  /** True where a token helps. */
  readonly needsToken: boolean
  readonly logIn: (token: string) => void
  readonly again: () => void
}

/** Asks who the reader is before anything else is asked, so that no page has to think of it. */
export function GatewayProvider({
  namespace,
  children,
  whileAsking,
  onRefused,
}: GatewayProviderProps) {
  const [token, setToken] = useState(tokenStore.read)
  const queryClient = useQueryClient()
  const opening = useQuery({
    queryKey: ['session', token],
    queryFn: ({ signal }) => open(token, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

  const gateway = useMemo((): Gateway | undefined => {
    const { session, namespaces } = opening.data ?? {}
    if (!session?.caller || !namespaces) return undefined
    const { caller } = session
    const named = namespace || (namespaces.find((one) => one.is_default)?.name ?? '')
    return {
      client: createClient({ url: '', token, namespace }),
      namespace: named,
      namespaces,
      session,
      whyNot: (scope) =>
        caller.scopes.includes(scope)
          ? undefined
          : `The token «${caller.name}» lacks the scope ${scope}`,
      logOut: () => change(''),
    }
    // `change` only sets state.
  }, [opening.data, namespace, token])

  function change(next: string) {
    tokenStore.write(next)
    queryClient.clear()
    setToken(next)
  }

  if (gateway) return <GatewayContext value={gateway}>{children}</GatewayContext>
  if (opening.isPending) return whileAsking
  const isUnknown = isApiError(opening.error, 'unauthorized')
  return onRefused({
    error: opening.error,
    needsToken: isUnknown || !isApiError(opening.error),
    logIn: change,
    again: () => void opening.refetch(),
  })
}

async function open(token: string, signal: AbortSignal) {
  const client = createClient({ url: '', token, retry: { attempts: 2 } })
  const session = await client.session({ signal })
  if (!session.caller) return { session, namespaces: [] }
  const mayRead = session.caller.scopes.includes('read')
  return { session, namespaces: mayRead ? (await client.namespaces({ signal })).namespaces : [] }
}
