import { useMemo, useSyncExternalStore } from 'react'
import { useGateway } from './gateway.tsx'

const key = 'temporal-registry.acting-as'
const listeners = new Set<() => void>()

/** Who decides and claims: the token's name, or the person that an admin's token acts for. */
export interface Acting {
  /** `anonymous` where there are no tokens and nobody was named. */
  readonly name: string
  /** The person named here; sent as `X-Actor`. */
  readonly actor: string | undefined
  /** Whether somebody is known by name at all: else nothing is theirs. */
  readonly isSomebody: boolean
  /** Absent where the token may act for nobody but itself. */
  readonly actAs?: ((name: string) => void) | undefined
}

/** Kept for the browser tab, as the token is. */
export function useActing(): Acting {
  const { session } = useGateway()
  const stored = useSyncExternalStore(listen, read)
  return useMemo(() => {
    const { name = '', scopes = [] } = session.caller ?? {}
    // The gateway refuses `X-Actor` of other tokens.
    const mayActFor = scopes.includes('admin')
    const actor = mayActFor && stored !== '' ? stored : undefined
    return {
      name: actor ?? name,
      actor,
      isSomebody: session.token_needed || actor !== undefined,
      actAs: mayActFor ? write : undefined,
    }
  }, [session, stored])
}

const read = () => sessionStorage.getItem(key) ?? ''

function write(name: string) {
  if (name === '') sessionStorage.removeItem(key)
  else sessionStorage.setItem(key, name)
  for (const tell of listeners) tell()
}

function listen(tell: () => void) {
  listeners.add(tell)
  return () => listeners.delete(tell)
}
