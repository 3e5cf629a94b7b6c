import { Type } from 'typebox'
import { endpoint } from './endpoint.ts'

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
})

export const getReadiness = endpoint({
  id: 'getReadiness',
  method: 'GET',
  path: '/ready',
  tag: 'health',
  summary: 'Say whether this replica can serve, and if not, why',
  description: 'Answered from memory: 503 names each part that is not up.',
  scope: 'public',
  responses: {
    200: Type.Object({ status: Type.Literal('ready') }),
    503: Type.Object({
      status: Type.Literal('not_ready'),
      error: Type.String(),
      parts: Type.Record(Type.String(), Type.String()),
    }),
  },
  problems: [],
  idempotent: true,
})
