import { Type } from 'typebox'
import { endpoint } from './endpoint.ts'
import { PartFaults } from './namespaces.ts'
import { dictionary, oneOf } from './shapes.ts'

const DatabaseStatus = Type.Object(
  {
    engine: oneOf(['pglite', 'postgresql']),
    state: oneOf(['opening', 'up', 'away']),
    detail: Type.Optional(Type.String({ description: 'Why it is not up.' })),
  },
  {
    description:
      'The database, where one is configured. The registry does without it: it changes no status.',
  },
)

export const getHealth = endpoint({
  id: 'getHealth',
  method: 'GET',
  path: '/health',
  tag: 'health',
  summary: 'Say that the process is alive',
  scope: 'public',
  responses: {
    200: Type.Object({ status: Type.Literal('ok'), database: Type.Optional(DatabaseStatus) }),
  },
  problems: [],
  idempotent: true,
  global: true,
})

const otherNamespaces = Type.Optional(
  dictionary(PartFaults, {
    description:
      'Other namespaces that are not ready, with their parts. They change no status here.',
  }),
)

export const getReadiness = endpoint({
  id: 'getReadiness',
  method: 'GET',
  path: '/ready',
  tag: 'health',
  summary: 'Say whether this replica can serve, and if not, why',
  description:
    'Answered from memory: 503 names each part that is not up. It is about one namespace: without a prefix the default one.',
  scope: 'public',
  responses: {
    200: Type.Object({
      status: Type.Literal('ready'),
      database: Type.Optional(DatabaseStatus),
      not_ready_namespaces: otherNamespaces,
    }),
    503: Type.Object({
      status: Type.Literal('not_ready'),
      namespace: Type.String(),
      error: Type.String(),
      parts: PartFaults,
      database: Type.Optional(DatabaseStatus),
      not_ready_namespaces: otherNamespaces,
    }),
  },
  problems: [],
  idempotent: true,
})
