import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { closedObject, closedShape, Name, oneOf, shape } from './shapes.ts'
import { WorkflowSpec } from './workflow-spec.ts'

/**
 * How a schema relates to the one before it. `backward`: what was valid is valid. `forward`: what is
 * valid was valid. `full`: both. `breaking`: neither, or it cannot be decided.
 */
export const schemaVerdicts = ['identical', 'full', 'backward', 'forward', 'breaking'] as const
export type SchemaVerdict = (typeof schemaVerdicts)[number]

/** One change of a schema that a value can tell. */
export const SchemaDifference = shape('SchemaDifference', {
  pointer: Type.String({
    description: 'RFC 6901, into the new schema; where that has nothing there, into the old.',
  }),
  rule: Type.String({ description: 'The keyword that changed, or the name of a wider change.' }),
  effect: oneOf(['narrowed', 'widened', 'changed'], {
    description: 'What became of the values that are valid; `changed` is both.',
  }),
  breaks: Type.Boolean({ description: 'Whether this difference alone is refused.' }),
  undecided: Type.Boolean({
    description: 'Whether this cannot be decided; it is then taken for a change.',
  }),
  detail: Type.String(),
})
export type SchemaDifference = Static<typeof SchemaDifference>

/** What became of one schema of a workflow type. */
export const SchemaPart = shape('SchemaPart', {
  part: Type.String({
    description: '`input_schema`, `output_schema`, or a message, as in `signals/add/schema`.',
  }),
  verdict: oneOf(schemaVerdicts),
  compatible: Type.Boolean({
    description:
      'Inputs and messages must take what they took; outputs and results must be what old readers can read.',
  }),
  differences: Type.Array(SchemaDifference),
})
export type SchemaPart = Static<typeof SchemaPart>

/** Schedules whose inputs were held against a schema. */
export const ScheduleInputs = shape('ScheduleInputs', {
  checked_count: Type.Integer(),
  complete: Type.Boolean({
    description:
      'False when not all schedules could be read: there were too many, or Temporal was away.',
  }),
  breaking: Type.Array(
    Type.Object({
      schedule_id: Type.String(),
      errors: Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() })),
    }),
  ),
})
export type ScheduleInputs = Static<typeof ScheduleInputs>

/** What would become of a workflow type whose spec were registered. */
export const WorkflowCheck = shape('WorkflowCheck', {
  workflow_type: Type.String(),
  registered: Type.Boolean(),
  stored_version: Type.String(),
  version: Type.String(),
  verdict: oneOf(schemaVerdicts, {
    description: 'Of all parts together, outputs and results seen from their readers.',
  }),
  accepted: Type.Boolean({ description: 'Whether the schema gate would let it be registered.' }),
  reason: Type.String(),
  parts: Type.Array(SchemaPart),
  schedules: ScheduleInputs,
})
export type WorkflowCheck = Static<typeof WorkflowCheck>

const { workflow_type: workflowType, task_queue: taskQueue, ...specParts } = WorkflowSpec.properties

/** A spec, or the parts of one that are to be compared. */
export const CheckBody = closedShape('WorkflowCheckBody', {
  workflow_type: Type.Optional(workflowType),
  task_queue: Type.Optional(taskQueue),
  ...specParts,
})
export type CheckBody = Static<typeof CheckBody>

export const checkWorkflow = endpoint({
  id: 'checkWorkflow',
  method: 'POST',
  path: '/registry/workflows/:workflow_type/check',
  tag: 'registry',
  summary: 'Say whether a changed spec would break anybody; nothing is stored',
  description:
    'Made for CI. With `task_queue` the body is a whole spec, and what it leaves out is gone; without, only the parts it has are compared. Inputs of all Temporal schedules of the type are held against the new schema.',
  scope: 'read',
  params: closedObject({ workflow_type: Name }),
  body: CheckBody,
  responses: { 200: WorkflowCheck },
  problems: ['schema-invalid'],
  idempotent: true,
})
