import { Type, type Static } from 'typebox'
import { endpoint, type Scope } from './endpoint.ts'
import { nullable, oneOf, shape } from './shapes.ts'

/** Scopes that a token can have; `admin` includes every other. */
export const grantedScopes = [
  'read',
  'start',
  'register',
  'admin',
] as const satisfies readonly Exclude<Scope, 'public'>[]

/** What a client has to know before it asks for anything: who it is here, what it may do, where else to look. */
export const Session = shape('Session', {
  version: Type.String({ description: 'Of the gateway.' }),
  token_needed: Type.Boolean({ description: 'False where everybody on the machine may do all.' }),
  caller: nullable(
    Type.Object({
      name: Type.String({ description: "The token's name, or `anonymous`." }),
      scopes: Type.Array(oneOf(grantedScopes)),
    }),
  ),
  temporal_ui_url: nullable(
    Type.String({ description: "Where Temporal's own web pages are, if that is configured." }),
  ),
})
export type Session = Static<typeof Session>

export const getSession = endpoint({
  id: 'getSession',
  method: 'GET',
  path: '/session',
  tag: 'health',
  summary: 'Say who asks, what they may do, and where else to look',
  description:
    'Without a token where one is needed, `caller` is null and nothing else is told. A token that is not known is refused.',
  scope: 'public',
  responses: { 200: Session },
  problems: ['unauthorized'],
  idempotent: true,
  global: true,
})
