import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { dictionary, oneOf } from './shapes.ts'

/** What stands before a path to mean it in one of the namespaces served, the default one or another. */
export const namespacePrefix = '/namespaces/:namespace'

/** Why each part that is not up is not, by the part's name. */
export const PartFaults = dictionary(Type.String())

/** A namespace that the gateway serves. */
export const Namespace = Type.Object(
  {
    name: Type.String(),
    is_default: Type.Boolean({
      description: 'True for the one whose paths need no prefix.',
    }),
    path: Type.String({ description: 'What its paths begin with, the default one’s too.' }),
    state: oneOf(['ready', 'not_ready']),
    parts: PartFaults,
  },
  { title: 'Namespace' },
)
export type Namespace = Static<typeof Namespace>

export const listNamespaces = endpoint({
  id: 'listNamespaces',
  method: 'GET',
  path: '/namespaces',
  tag: 'namespaces',
  summary: 'List the namespaces this gateway serves, and whether each can be used',
  description: 'The default one first. Answered from memory; `parts` says what is not up, and why.',
  scope: 'read',
  responses: { 200: Type.Object({ namespaces: Type.Array(Namespace) }) },
  problems: [],
  idempotent: true,
  global: true,
})
