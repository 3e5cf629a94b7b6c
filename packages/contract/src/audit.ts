import { Type, type Static } from 'typebox'
import { databaseProblems, endpoint } from './endpoint.ts'
import { closedObject, JsonObject, shape, Timestamp } from './shapes.ts'

/** Who changed what. */
export const AuditEntry = shape('AuditEntry', {
  id: Type.String(),
  at: Timestamp,
  actor: Type.String({ description: 'Name of the token, or `anonymous`.' }),
  action: Type.String({ examples: ['definition.update'] }),
  subject: Type.String({ description: 'What it was done to: its kind, a colon, its id or name.' }),
  details: JsonObject,
})
export type AuditEntry = Static<typeof AuditEntry>

export const listAudit = endpoint({
  id: 'listAudit',
  method: 'GET',
  path: '/admin/audit',
  tag: 'administration',
  summary: 'List who changed what, the newest first',
  description:
    'Changes of what the database holds: activity definitions and their backfills, monitors, channels, event sources, secrets. Kept as long as `retention.audit_log_days` says. What Temporal keeps, such as schedules, is not in it.',
  scope: 'admin',
  query: closedObject({
    actor: Type.Optional(Type.String({ maxLength: 255 })),
    action: Type.Optional(Type.String({ maxLength: 100 })),
    subject: Type.Optional(
      Type.String({
        maxLength: 1_100,
        description: '`monitor:<id>`, or `monitor` for all of the kind.',
      }),
    ),
    from: Type.Optional(Timestamp),
    to: Type.Optional(Timestamp),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
    cursor: Type.Optional(Type.String()),
  }),
  responses: {
    200: Type.Object({
      entries: Type.Array(AuditEntry),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: [...databaseProblems, 'cursor-invalid'],
  idempotent: true,
})
