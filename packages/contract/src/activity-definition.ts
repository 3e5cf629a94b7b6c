import { Type, type Static } from 'typebox'
import { RetryPolicy, tenYears, Timeouts } from './dispatch.ts'
import { overlapPolicies, scheduleTimes } from './schedule-body.ts'
import { SecretName } from './secrets.ts'
import {
  closedObject,
  closedShape,
  dictionary,
  Json,
  JsonObject,
  Labels,
  Name,
  oneOf,
  Timestamp,
} from './shapes.ts'

/**
 * What an activity definition says: when (trigger), what counts (dedupe, flow), what to look at (context, condition),
 * and what to make of it (tasks). A kind is the name of the one member that stands: `{ "event": { … } }`.
 */

/** A CEL expression; docs/expressions.md says which names it may use. */
export const Cel = Type.String({ minLength: 1, maxLength: 4_000, title: 'Cel' })

/** A Liquid text; docs/expressions.md says which names it may use. */
export const Liquid = Type.String({ maxLength: 16_000, title: 'Liquid' })

/** JSON in which `{"$cel": "…"}` stands for a value, and `{"$liquid": "…"}` for a sentence. */
export const Template = Type.Unsafe<unknown>({
  title: 'Template',
  description:
    'JSON; `{"$cel": "…"}` stands for the value of an expression, `{"$liquid": "…"}` for a sentence.',
})

/** What stands for a value that is known at evaluation only. */
const leaves = [
  closedObject({ $cel: Type.String() }),
  closedObject({ $liquid: Type.String() }),
] as const

/** The name of a part of a definition, as expressions write it. */
export const PartName = Type.String({ pattern: '^[a-z][a-z0-9_]{0,62}$' })

const seconds = (maximum = tenYears) => Type.Number({ exclusiveMinimum: 0, maximum })
const count = (maximum: number) => Type.Integer({ minimum: 1, maximum })

/** One member of `members`, whose name is the kind. */
export function oneKind<const P extends Parameters<typeof closedShape>[1]>(
  title: string,
  members: P,
) {
  const kinds = Object.fromEntries(
    Object.entries(members).map(([kind, shape]) => [kind, Type.Optional(shape)]),
  ) as { [K in keyof P]: ReturnType<typeof Type.Optional<P[K]>> }
  return Type.Object(kinds, {
    title,
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    'x-kinds': Object.keys(members),
  })
}

/** Fires for events of these types that pass the filter. */
export const EventTrigger = closedShape('EventTrigger', {
  types: Type.Array(
    Type.String({
      minLength: 1,
      maxLength: 255,
      description: 'A CloudEvents type, or its beginning and a star: `order.*`.',
    }),
    { minItems: 1, maxItems: 100 },
  ),
  sources: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 1_000 }), {
      minItems: 1,
      maxItems: 100,
      description: 'Only events of these CloudEvents sources; a star at the end as in `types`.',
    }),
  ),
  filter: Type.Optional(Cel),
})

/** What happens to times that passed while nothing could run. */
export const misfirePolicies = ['skip', 'latest', 'all'] as const

/** Fires at times. */
export const ScheduleTrigger = closedShape('ScheduleTrigger', {
  ...scheduleTimes,
  at: Type.Optional(Type.Array(Timestamp, { maxItems: 1_000, description: 'Single moments.' })),
  overlap_policy: Type.Optional(
    oneOf(overlapPolicies, { description: 'When a run of the definition is open. Default: skip.' }),
  ),
  misfire: Type.Optional(
    closedShape('Misfire', {
      policy: oneOf(misfirePolicies, {
        description: 'skip: none; latest: the last one; all: each. Default: latest.',
      }),
      grace_seconds: Type.Optional(
        Type.Number({
          minimum: 0,
          maximum: tenYears,
          description: 'How late is not late yet. Default: 60.',
        }),
      ),
    }),
  ),
})

export const Trigger = oneKind('Trigger', {
  event: EventTrigger,
  schedule: ScheduleTrigger,
  manual: closedShape('ManualTrigger', {}),
})
export type Trigger = Static<typeof Trigger>
export const triggerKinds = ['event', 'schedule', 'manual'] as const
export type TriggerKind = (typeof triggerKinds)[number]

/** Runs once for a value: what the key says while it is held. */
export const Dedupe = closedShape('Dedupe', {
  key: Cel,
  ttl_seconds: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: tenYears,
      description: 'How long a key is held. Absent: until its run has ended.',
    }),
  ),
})

/** How many, how often, how many together. They compose, in the published order. */
export const Flow = closedShape('Flow', {
  rate_limit: Type.Optional(
    closedShape('RateLimit', {
      limit: count(1_000_000),
      period_seconds: seconds(86_400 * 366),
      key: Type.Optional(Cel),
    }),
  ),
  throttle: Type.Optional(
    closedShape('Throttle', {
      limit: count(1_000_000),
      period_seconds: seconds(86_400 * 366),
      key: Type.Optional(Cel),
    }),
  ),
  debounce: Type.Optional(
    closedShape('Debounce', {
      wait_seconds: seconds(86_400 * 7),
      max_wait_seconds: Type.Optional(seconds(86_400 * 30)),
      key: Type.Optional(Cel),
    }),
  ),
  batch: Type.Optional(
    closedShape('Batch', {
      max_size: count(1_000),
      wait_seconds: seconds(86_400 * 7),
      key: Type.Optional(Cel),
    }),
  ),
  concurrency: Type.Optional(
    closedShape('Concurrency', {
      limit: count(10_000),
      key: Type.Optional(Cel),
      on_limit: Type.Optional(
        oneOf(['queue', 'cancel_new', 'cancel_running'], { description: 'Default: queue.' }),
      ),
    }),
  ),
})
export type Flow = Static<typeof Flow>

/** An HTTP request; strings are Liquid. */
const httpRequest = {
  method: Type.Optional(oneOf(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])),
  url: Liquid,
  headers: Type.Optional(dictionary(Liquid, { maxProperties: 64 })),
  body: Type.Optional(Template),
  bearer_secret: Type.Optional(SecretName),
  timeout_seconds: Type.Optional(seconds(300)),
}

const sourceKinds = {
  http: closedShape('HttpSource', {
    ...httpRequest,
    pick: Type.Optional(Cel),
  }),
  sql: closedShape('SqlSource', {
    connection_secret: SecretName,
    query: Type.String({ minLength: 1, maxLength: 16_000 }),
    params: Type.Optional(Type.Array(Template, { maxItems: 100 })),
    max_rows: Type.Optional(count(1_000)),
    timeout_seconds: Type.Optional(seconds(60)),
  }),
  previous_run: closedShape('PreviousRunSource', {
    status: Type.Optional(oneOf(['succeeded', 'any'], { description: 'Default: succeeded.' })),
  }),
  registry: closedShape('RegistrySource', { workflow_type: Name }),
  static: closedShape('StaticSource', { value: Json }),
  secret: closedShape('SecretSource', { name: SecretName }),
}

/** Something to look at; its value is `context.<name>`. */
export const ContextSource = Type.Object(
  {
    name: PartName,
    optional: Type.Optional(
      Type.Boolean({
        description: 'True: null when it cannot be had. False (default): the run fails.',
      }),
    ),
    ...oneKind('ContextSourceKind', sourceKinds).properties,
  },
  {
    title: 'ContextSource',
    additionalProperties: false,
    minProperties: 2,
    maxProperties: 3,
    'x-kinds': Object.keys(sourceKinds),
  },
)
export type ContextSource = Static<typeof ContextSource>
export const contextSourceKinds = Object.keys(sourceKinds) as (keyof typeof sourceKinds)[]
export type ContextSourceKind = keyof typeof sourceKinds

/** How long one attempt may take, and how often it is tried, of what a Temporal activity does. */
const attempts = {
  timeout_seconds: Type.Optional(seconds(300)),
  retry: Type.Optional(RetryPolicy),
}

const taskKinds = {
  workflow: closedShape('WorkflowTask', {
    workflow_type: Name,
    input: Type.Optional(Template),
    args: Type.Optional(Type.Array(Template, { maxItems: 100 })),
    timeouts: Type.Optional(Timeouts),
    retry: Type.Optional(RetryPolicy),
    wait: Type.Optional(
      Type.Boolean({
        description: 'False: the task is done once the run has begun. Default: true.',
      }),
    ),
  }),
  http: closedShape('HttpTask', {
    ...httpRequest,
    retry: Type.Optional(RetryPolicy),
    signing_secret: Type.Optional(SecretName),
  }),
  signal: closedShape('SignalTask', {
    workflow_id: Liquid,
    signal: Name,
    input: Type.Optional(Template),
    ...attempts,
  }),
  notify: closedShape('NotifyTask', {
    channel: Type.String({ minLength: 1, maxLength: 200 }),
    subject: Type.Optional(Liquid),
    text: Liquid,
  }),
  human: closedShape('HumanTaskTemplate', {
    title: Liquid,
    description: Type.Optional(Liquid),
    form: Type.Optional(JsonObject),
    assignees: Type.Optional(Type.Array(Liquid, { maxItems: 100 })),
    groups: Type.Optional(Type.Array(Liquid, { maxItems: 100 })),
    requester: Type.Optional(Liquid),
    quorum: Type.Optional(count(100)),
    allow_self_approval: Type.Optional(Type.Boolean()),
    due_seconds: Type.Optional(seconds()),
    remind_after_seconds: Type.Optional(seconds()),
    escalate_to: Type.Optional(Type.Array(Liquid, { maxItems: 100 })),
    on_due: Type.Optional(
      oneOf(['escalate', 'approve', 'reject', 'fail'], { description: 'Default: escalate.' }),
    ),
  }),
  emit: closedShape('EmitTask', {
    type: Liquid,
    source: Type.Optional(Liquid),
    subject: Type.Optional(Liquid),
    id: Type.Optional(Liquid),
    data: Type.Optional(Template),
    ...attempts,
  }),
  wait: closedShape('WaitTask', {
    seconds: Type.Optional(Type.Union([Type.Number({ minimum: 0, maximum: tenYears }), ...leaves])),
    until: Type.Optional(Type.Union([Timestamp, ...leaves])),
  }),
}

/** Makes tasks: one, or one for each item of a list. */
export const TaskTemplate = Type.Object(
  {
    name: PartName,
    after: Type.Optional(
      Type.Array(PartName, {
        maxItems: 100,
        uniqueItems: true,
        description: 'Names of templates whose tasks must have succeeded before. Default: none.',
      }),
    ),
    when: Type.Optional(Cel),
    for_each: Type.Optional(Cel),
    max_parallel: Type.Optional(count(100)),
    on_failure: Type.Optional(
      oneOf(['fail', 'continue'], {
        description: 'Whether the run fails with a task. Default: fail.',
      }),
    ),
    ...oneKind('TaskKind', taskKinds).properties,
  },
  {
    title: 'TaskTemplate',
    additionalProperties: false,
    minProperties: 2,
    'x-kinds': Object.keys(taskKinds),
  },
)
export type TaskTemplate = Static<typeof TaskTemplate>
export const taskTemplateKinds = Object.keys(taskKinds) as (keyof typeof taskKinds)[]
export type TaskKind = keyof typeof taskKinds

/** A definition as a whole, as `PUT` takes it and every version keeps it. */
export const ActivityDefinitionBody = closedShape('ActivityDefinitionBody', {
  name: Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,127}$', examples: ['order-approval'] }),
  description: Type.Optional(Type.String({ maxLength: 2_000 })),
  owner: Type.Optional(Type.String({ maxLength: 200 })),
  labels: Type.Optional(Labels),
  trigger: Trigger,
  input_schema: Type.Optional(
    Type.Unsafe<Record<string, unknown>>({
      ...JsonObject,
      description: 'JSON Schema of the input of a manual trigger.',
    }),
  ),
  dedupe: Type.Optional(Dedupe),
  flow: Type.Optional(Flow),
  context: Type.Optional(Type.Array(ContextSource, { maxItems: 50 })),
  condition: Type.Optional(Cel),
  tasks: Type.Array(TaskTemplate, { minItems: 1, maxItems: 100 }),
})
export type ActivityDefinitionBody = Static<typeof ActivityDefinitionBody>

/** The one kind that stands in a value, and what it says. */
export function kindOf<K extends string>(
  value: { readonly [key: string]: unknown },
  kinds: readonly K[],
): K | undefined {
  return kinds.find((kind) => value[kind] !== undefined)
}
