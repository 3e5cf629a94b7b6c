import type { Namespace } from '@temporal-registry/contract/namespaces'
import type { Session } from '@temporal-registry/contract/session'
import { ApiError, createClient, isApiError, type Client } from '@temporal-registry/sdk/client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, use, useMemo, useState, type ReactNode } from 'react'
import { gatewayUrl } from '../base.ts'
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
  /** Stands over the pages, which stay as they are. */
  readonly onRevoked: (revocation: Revocation) => ReactNode
}

/** The token that one works with is not known any more. */
export interface Revocation {
  /** @throws ApiError for a token that is not known either. */
  readonly renew: (token: string) => Promise<void>
  readonly logOut: () => void
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
  onRevoked,
}: GatewayProviderProps) {
  const [token, setToken] = useState(tokenStore.read)
  const queryClient = useQueryClient()
  const opening = useQuery({
    queryKey: ['session', token],
    queryFn: ({ signal }) => open(token, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

  const current = useMemo((): Gateway | undefined => {
    const { session, namespaces } = opening.data ?? {}
    if (!session?.caller || !namespaces) return undefined
    const { caller } = session
    const named = namespace || (namespaces.find((one) => one.is_default)?.name ?? '')
    return {
      client: createClient({ url: gatewayUrl, token, namespace }),
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
    setKept(undefined)
    setToken(next)
  }

  async function renew(next: string) {
    const opened = await open(next, new AbortController().signal)
    if (!opened.session.caller) throw new ApiError('unauthorized', 'A token is needed')
    tokenStore.write(next)
    // Known at once, so that no page is taken away while it is asked for.
    queryClient.setQueryData(['session', next], opened)
    setToken(next)
    await queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
  }

  // Once somebody works here, the pages stay until they sign out: what is written in them is theirs.
  const [kept, setKept] = useState<Gateway>()
  if (current && current !== kept) setKept(current)
  const gateway = current ?? kept
  if (gateway) {
    const isRevoked = current === undefined || isApiError(opening.error, 'unauthorized')
    return (
      <GatewayContext value={gateway}>
        {children}
        {isRevoked ? onRevoked({ renew, logOut: () => change('') }) : null}
      </GatewayContext>
    )
  }
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
  const client = createClient({ url: gatewayUrl, token, retry: { attempts: 2 } })
  const session = await client.session({ signal })
  if (!session.caller) return { session, namespaces: [] }
  const mayRead = session.caller.scopes.includes('read')
  return { session, namespaces: mayRead ? (await client.namespaces({ signal })).namespaces : [] }
}
