import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { closedObject, Name, oneOf } from './shapes.ts'
import { searchAttributeTypes } from './workflow-spec.ts'

/** Types of attributes that exist; Temporal may have some that nobody can declare. */
const actualTypes = [...searchAttributeTypes, 'Unspecified'] as const
export type ActualAttributeType = (typeof actualTypes)[number]

const wanted = {
  name: Type.String(),
  type: oneOf(searchAttributeTypes),
  description: Type.String(),
}

/** A search attribute that workflow types declare. */
export const DeclaredSearchAttribute = Type.Object(
  {
    ...wanted,
    workflows: Type.Array(Type.String(), {
      description: 'Types that declare it. The first of them decides type and description.',
    }),
  },
  { title: 'DeclaredSearchAttribute' },
)
export type DeclaredSearchAttribute = Static<typeof DeclaredSearchAttribute>

/** A search attribute as it is in Temporal. */
export const ActualSearchAttribute = Type.Object(
  { name: Type.String(), type: oneOf(actualTypes), source: oneOf(['custom', 'system']) },
  { title: 'ActualSearchAttribute' },
)
export type ActualSearchAttribute = Static<typeof ActualSearchAttribute>

/** How far a reconciliation may go. */
export const reconcileModes = ['validate', 'ensure', 'replace'] as const

/** What to bring into line, and how far to go for it. */
export const ReconcileBody = closedObject({
  mode: Type.Optional(
    oneOf(reconcileModes, {
      description:
        'validate (default): report only. ensure: make what is missing, unless something conflicts. replace: also remove conflicting custom attributes and make them with the declared type.',
    }),
  ),
  attributes: Type.Optional(
    Type.Array(Name, {
      maxItems: 1_000,
      description: 'Only these declared ones. Empty or absent: all; `replace` wants them named.',
    }),
  ),
  confirm: Type.Optional(
    Type.Boolean({ description: '`replace` wants true: values under the old type are lost.' }),
  ),
})
export type ReconcileBody = Static<typeof ReconcileBody>

const WantedAttribute = Type.Object(wanted, { title: 'SearchAttribute' })

/** What was found, and what was done about it. */
export const ReconcileReport = Type.Object(
  {
    mode: oneOf(reconcileModes),
    desired: Type.Array(WantedAttribute),
    existing: Type.Array(ActualSearchAttribute, {
      description: 'All of the namespace, as they were before anything was changed.',
    }),
    missing: Type.Array(WantedAttribute),
    conflicts: Type.Array(
      Type.Object({
        name: Type.String(),
        existing_type: oneOf(actualTypes),
        desired_type: oneOf(searchAttributeTypes),
        source: oneOf(['custom', 'system']),
      }),
    ),
    added: Type.Array(WantedAttribute),
    replaced: Type.Array(WantedAttribute),
    unchanged: Type.Array(WantedAttribute),
    warnings: Type.Array(Type.String()),
  },
  { title: 'ReconcileReport' },
)
export type ReconcileReport = Static<typeof ReconcileReport>

export const listDeclaredSearchAttributes = endpoint({
  id: 'listDeclaredSearchAttributes',
  method: 'GET',
  path: '/registry/search-attributes',
  tag: 'search-attributes',
  summary: 'List the search attributes that workflow types declare',
  description: 'Merged by name and sorted by it. Answered from memory.',
  scope: 'read',
  responses: { 200: Type.Object({ search_attributes: Type.Array(DeclaredSearchAttribute) }) },
  problems: [],
  idempotent: true,
})

export const listActualSearchAttributes = endpoint({
  id: 'listActualSearchAttributes',
  method: 'GET',
  path: '/registry/temporal/search-attributes',
  tag: 'search-attributes',
  summary: 'List the search attributes that the namespace has',
  description: 'Asked of Temporal; custom ones first, each sorted by name.',
  scope: 'read',
  responses: { 200: Type.Object({ search_attributes: Type.Array(ActualSearchAttribute) }) },
  problems: [],
  idempotent: true,
})

export const reconcileSearchAttributes = endpoint({
  id: 'reconcileSearchAttributes',
  method: 'POST',
  path: '/registry/temporal/search-attributes',
  tag: 'search-attributes',
  summary: 'Bring the namespace into line with what workflow types declare',
  description:
    'A conflict is a declared attribute that exists with another type: `ensure` then reports it and changes nothing. What is refused changes nothing either. Types that waited for an attribute are ready once it can be used.',
  scope: 'admin',
  body: ReconcileBody,
  responses: { 200: ReconcileReport },
  problems: ['search-attribute-refused'],
  idempotent: true,
})
