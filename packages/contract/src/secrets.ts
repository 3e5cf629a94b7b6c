import { Type, type Static } from 'typebox'
import { databaseProblems, endpoint } from './endpoint.ts'
import { closedObject, shape, Timestamp } from './shapes.ts'

/** A name of a secret of the namespace; its value never leaves the server. */
export const SecretName = Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,127}$' })

/** What may be known of a secret. */
export const SecretSummary = shape('SecretSummary', {
  name: Type.String(),
  description: Type.Union([Type.String(), Type.Null()]),
  version: Type.Integer({ description: 'How many values it has had.' }),
  key_id: Type.String({ description: 'The key that its value is encrypted with.' }),
  created_at: Timestamp,
  updated_at: Timestamp,
})
export type SecretSummary = Static<typeof SecretSummary>

const params = closedObject({ name: SecretName })
const tag = 'secrets'

export const putSecret = endpoint({
  id: 'putSecret',
  method: 'PUT',
  path: '/secrets/:name',
  tag,
  summary: 'Store a secret, or replace its value',
  description:
    'The value is encrypted with the active key and is never answered. Runs that begin to use the secret from now on see the new value.',
  scope: 'admin',
  params,
  body: closedObject({
    value: Type.String({
      minLength: 4,
      maxLength: 65_536,
      description:
        'Shorter ones could not be struck out of what runs keep without striking out much else.',
    }),
    description: Type.Optional(
      Type.String({ maxLength: 1_000, description: 'Absent: stays as it is.' }),
    ),
  }),
  responses: { 200: SecretSummary, 201: SecretSummary },
  problems: [...databaseProblems, 'secrets-not-configured'],
  idempotent: true,
})

export const listSecrets = endpoint({
  id: 'listSecrets',
  method: 'GET',
  path: '/secrets',
  tag,
  summary: 'List secrets by name, without their values',
  scope: 'read',
  query: closedObject({
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
    cursor: Type.Optional(Type.String()),
  }),
  responses: {
    200: Type.Object({
      secrets: Type.Array(SecretSummary),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: [...databaseProblems, 'cursor-invalid'],
  idempotent: true,
})

export const deleteSecret = endpoint({
  id: 'deleteSecret',
  method: 'DELETE',
  path: '/secrets/:name',
  tag,
  summary: 'Delete a secret',
  description: 'Runs that would use it fail from now on, and say which secret they miss.',
  scope: 'admin',
  params,
  responses: { 204: null },
  problems: [...databaseProblems, 'secret-not-found'],
})
