import { Type } from 'typebox'
import { endpoint } from './endpoint.ts'
import { PartFaults } from './namespaces.ts'
import { dictionary } from './shapes.ts'

export const getHealth = endpoint({
  id: 'getHealth',
  method: 'GET',
  path: '/health',
  tag: 'health',
  summary: 'Say that the process is alive',
  scope: 'public',
  responses: { 200: Type.Object({ status: Type.Literal('ok') }) },
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
    200: Type.Object({ status: Type.Literal('ready'), not_ready_namespaces: otherNamespaces }),
    503: Type.Object({
      status: Type.Literal('not_ready'),
      namespace: Type.String(),
      error: Type.String(),
      parts: PartFaults,
      not_ready_namespaces: otherNamespaces,
    }),
  },
  problems: [],
  idempotent: true,
})
