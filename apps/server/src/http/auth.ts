import { createHash, timingSafeEqual } from 'node:crypto'
import { Problem } from '@temporal-registry/contract/problem'
import type { Scope } from '@temporal-registry/contract/endpoint'
import { needsToken, type Config } from '../config/config.ts'

type Granted = Exclude<Scope, 'public'>

/** Who asks: the name of a token, or `anonymous` where none is needed. */
export interface Caller {
  readonly name: string
  readonly scopes: ReadonlySet<Granted>
}

const everything: readonly Granted[] = ['read', 'start', 'register', 'admin']

/** Tells who may do what. */
export interface Auth {
  /** True where nobody is asked for a token. */
  readonly isOpen: boolean
  /** Who asks; nobody where a token is needed and none was sent. @throws Problem `unauthorized`. */
  identify(authorization: string | undefined): Caller | undefined
  /** @throws Problem `unauthorized` or `forbidden`. */
  authorize(authorization: string | undefined, scope: Scope): Caller
}

/**
 * Without a token in the configuration everybody on this machine may do everything; the configuration
 * refuses to serve other machines that way. `admin` includes every other scope.
 */
export function createAuth(config: Config): Auth {
  const anonymous: Caller = { name: 'anonymous', scopes: new Set(everything) }
  const callers = [
    ...(config.auth.token === ''
      ? []
      : [{ name: 'token', token: config.auth.token, scopes: everything }]),
    ...config.auth.tokens,
  ].map(({ name, token, scopes }) => ({
    digest: digestOf(token),
    caller: { name, scopes: new Set(scopes.includes('admin') ? everything : scopes) },
  }))
  const isOpen = !needsToken(config)

  function callerOf(authorization: string | undefined): Caller | undefined {
    const token = /^bearer[ \t]+(.+)$/i.exec(authorization?.trim() ?? '')?.[1]?.trim()
    if (token === undefined) return undefined
    const digest = digestOf(token)
    // All are compared, and all in constant time: neither content nor position can be measured.
    const matching = callers.filter((known) => timingSafeEqual(known.digest, digest))
    return matching[0]?.caller
  }

  function identify(authorization: string | undefined): Caller | undefined {
    if (isOpen) return anonymous
    if (authorization === undefined) return undefined
    const caller = callerOf(authorization)
    if (!caller) throw new Problem('unauthorized', 'The token is not known')
    return caller
  }

  return {
    isOpen,
    identify,
    authorize(authorization, scope) {
      if (scope === 'public') return anonymous
      const caller = identify(authorization)
      if (!caller) throw new Problem('unauthorized', 'No token was sent')
      if (!caller.scopes.has(scope)) {
        throw new Problem('forbidden', `The token «${caller.name}» lacks the scope ${scope}`, {
          scope,
        })
      }
      return caller
    },
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
