import { getSession, grantedScopes } from '@temporal-registry/contract/session'
import type { Auth } from './auth.ts'
import type { OnEndpoint } from './on-endpoint.ts'

/** What is told to those who are known here. */
export interface SessionFacts {
  readonly version: string
  /** Empty where none is configured. */
  readonly temporalUiUrl: string
}

/** Binds the question that clients for people begin with. */
export function sessionRoutes(on: OnEndpoint, auth: Auth, facts: SessionFacts): void {
  on(getSession, ({ rawHeaders }) => {
    const caller = auth.identify(rawHeaders.authorization)
    return {
      version: facts.version,
      token_needed: !auth.isOpen,
      caller: caller
        ? { name: caller.name, scopes: grantedScopes.filter((scope) => caller.scopes.has(scope)) }
        : null,
      temporal_ui_url: caller && facts.temporalUiUrl ? facts.temporalUiUrl : null,
    }
  })
}
