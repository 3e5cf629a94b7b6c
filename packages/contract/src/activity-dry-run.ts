import { Type, type Static } from 'typebox'
import { contextSourceKinds, taskTemplateKinds } from './activity-definition.ts'
import { databaseProblems, endpoint } from './endpoint.ts'
import { EventEnvelope, FilterCondition, filterVerdicts, StoredEventId } from './events.ts'
import { closedShape, dictionary, Json, JsonObject, nullable, oneOf, shape } from './shapes.ts'

/** What a definition is tried with: nothing is read from elsewhere, so what would be is given here. */
export const DryRunBody = closedShape('DryRunBody', {
  definition: { ...JsonObject, description: 'As `PUT` takes it; it need not be stored.' },
  event: Type.Optional(EventEnvelope),
  event_id: Type.Optional({
    ...StoredEventId,
    description: 'In place of `event`: one that came in.',
  }),
  input: Type.Optional(Json),
  context: Type.Optional(
    dictionary(Json, {
      description:
        'What sources would give, by name. A `static` one gives its value; another that is not named is null.',
    }),
  ),
  results: Type.Optional(
    dictionary(Json, {
      description:
        'What tasks would come to, by template; of one with `for_each` a list. Of one that is not named: null.',
    }),
  ),
})
export type DryRunBody = Static<typeof DryRunBody>

const asked = {
  value: Type.Optional(Json),
  failure: Type.Optional(Type.String({ description: 'Why it has no value.' })),
  conditions: Type.Array(FilterCondition, { description: 'What it compared.' }),
}

/** Most tasks of a template that a dry run shows. */
export const maxShownTasks = 100

/** What a template would make. */
export const DryRunTasks = shape('DryRunTasks', {
  template: Type.String(),
  kind: oneOf(taskTemplateKinds),
  count: Type.Integer({ description: 'Tasks that it would make.' }),
  left_out: Type.Integer({ description: 'Items for which `when` does not hold.' }),
  params: Type.Array(Json, { description: 'What the first 100 of them would be given.' }),
  failure: Type.Optional(Type.String({ description: 'Why it would make none.' })),
})
export type DryRunTasks = Static<typeof DryRunTasks>

/** What a definition would make of an event or a call. */
export const DryRun = shape('DryRun', {
  takes: Type.Boolean({
    description:
      'Whether type and source of the event are those that it looks at. Without an event: true.',
  }),
  filter: nullable(shape('DryRunFilter', { verdict: oneOf(filterVerdicts), ...asked })),
  keys: dictionary(Json, { description: 'Values of the keys of `dedupe` and `flow`.' }),
  keys_failure: Type.Optional(Type.String()),
  context: Type.Array(
    shape('DryRunSource', {
      name: Type.String(),
      kind: oneOf(contextSourceKinds),
      value: Json,
      given: Type.Boolean({
        description: 'False: it is null because nobody said what it would give.',
      }),
    }),
  ),
  condition: nullable(shape('DryRunCondition', asked)),
  tasks: Type.Array(DryRunTasks, {
    description: 'As if everything before had gone on, so that each can be looked at.',
  }),
})
export type DryRun = Static<typeof DryRun>

export const dryRunActivityDefinition = endpoint({
  id: 'dryRunActivityDefinition',
  method: 'POST',
  path: '/activity-definitions/dry-run',
  tag: 'activity definitions',
  summary: 'Say what a definition would make of an event or a call, step by step',
  description:
    'Every expression is evaluated as a run would evaluate it. Nothing is read from elsewhere, stored, started or sent.',
  scope: 'start',
  body: DryRunBody,
  responses: { 200: DryRun },
  problems: [
    ...databaseProblems,
    'expressions-busy',
    'activity-definition-invalid',
    'event-not-found',
  ],
  idempotent: true,
})
