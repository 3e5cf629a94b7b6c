import { Type, type Static } from 'typebox'
import { ScheduleDeclaration } from './schedule-body.ts'
import { closedObject, closedShape, Json, JsonObject, Labels, Name, oneOf } from './shapes.ts'

/** Types a search attribute can have in Temporal. */
export const searchAttributeTypes = [
  'Keyword',
  'KeywordList',
  'Text',
  'Int',
  'Double',
  'Bool',
  'Datetime',
] as const

/** A search attribute that a workflow type's runs may set. */
export const SearchAttributeDeclaration = closedShape('SearchAttributeDeclaration', {
  name: Name,
  type: oneOf(searchAttributeTypes),
  description: Type.Optional(Type.String({ maxLength: 4_000 })),
})
export type SearchAttributeDeclaration = Static<typeof SearchAttributeDeclaration>

/** A signal, query or update that a workflow type's runs answer. */
export const MessageDeclaration = closedShape('MessageDeclaration', {
  name: Name,
  description: Type.Optional(Type.String({ maxLength: 4_000 })),
  schema: Type.Optional(JsonObject),
  result_schema: Type.Optional(JsonObject),
})
export type MessageDeclaration = Static<typeof MessageDeclaration>

const specMembers = {
  workflow_type: Name,
  task_queue: Name,
  version: Type.Optional(Type.String({ maxLength: 128 })),
  description: Type.Optional(Type.String({ maxLength: 16_000 })),
  input_schema: Type.Optional(JsonObject),
  schedule_input_warnings: Type.Optional(
    Type.Array(
      closedObject({
        field: Type.String({ minLength: 1 }),
        message: Type.String({ minLength: 1 }),
      }),
      { maxItems: 100 },
    ),
  ),
  search_attributes: Type.Optional(Type.Array(SearchAttributeDeclaration, { maxItems: 100 })),
  enabled: Type.Optional(Type.Boolean()),
  labels: Type.Optional(Labels),
  owner: Type.Optional(Type.String({ maxLength: 256 })),
  docs_url: Type.Optional(Type.String({ maxLength: 2_000, pattern: '^(https?://.*)?$' })),
  examples: Type.Optional(
    Type.Array(closedObject({ name: Type.String({ minLength: 1, maxLength: 256 }), input: Json }), {
      maxItems: 20,
    }),
  ),
  output_schema: Type.Optional(JsonObject),
  signals: Type.Optional(Type.Array(MessageDeclaration, { maxItems: 100 })),
  queries: Type.Optional(Type.Array(MessageDeclaration, { maxItems: 100 })),
  updates: Type.Optional(Type.Array(MessageDeclaration, { maxItems: 100 })),
}

/** A spec as a signal of the original brings it. No gateway sees it, so it declares no schedules. */
export const SignalledSpec = closedShape('SignalledSpec', specMembers)

/** What a worker or an operator says about a workflow type; all but the first two members have defaults. */
export const WorkflowSpec = closedShape('WorkflowSpec', {
  ...specMembers,
  schedules: Type.Optional(
    Type.Array(ScheduleDeclaration, {
      maxItems: 100,
      description: 'Schedules the type brings with it: made, changed and removed with its spec.',
    }),
  ),
})
export type WorkflowSpec = Static<typeof WorkflowSpec>

/** A spec with every default filled in, as it is stored and answered. */
export type FullWorkflowSpec = Required<WorkflowSpec>
