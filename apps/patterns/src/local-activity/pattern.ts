import type { Pattern } from '../pattern.ts'

const figures = (description: string) => ({
  type: 'object',
  description,
  required: ['calls', 'total_ms', 'ms_per_call'],
  properties: {
    calls: { type: 'integer' },
    total_ms: { type: 'integer' },
    ms_per_call: { type: 'number' },
  },
})

export const localActivity: Pattern = {
  title: 'Local activity',
  workflow_type: 'cookbook.local-activity.v1',
  version: '1.0.0',
  description:
    'Makes the same short calls as normal and as local Temporal activities, and answers what each kind took.',
  labels: { kind: 'pattern', topic: 'activities' },
  input_schema: {
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    properties: {
      name: {
        title: 'Name to greet',
        description: 'A blank one is found by a local activity, and fails the run.',
        type: 'string',
        minLength: 1,
        maxLength: 100,
      },
      calls: {
        title: 'Calls of each kind',
        type: 'integer',
        minimum: 1,
        maximum: 200,
        default: 10,
      },
    },
  },
  output_schema: {
    type: 'object',
    required: ['greeting', 'normal', 'local'],
    properties: {
      greeting: { type: 'string' },
      normal: figures('Through the task queue: three events and two round trips or more a call.'),
      local: figures('In the workflow task itself: one event a call, all sent with the task.'),
    },
  },
  examples: [
    { name: 'Ten calls of each kind', input: { name: 'Ada' } },
    { name: 'A hundred', input: { name: 'Grace', calls: 100 } },
  ],
  when: [
    'Many steps that take milliseconds, need no network, and may be repeated: checks, look-ups, renderings.',
    'The latency of a run matters more than that each step is on record at once.',
  ],
  when_not: [
    'It takes seconds, or has to wait: it holds its workflow task, and messages to the run wait with it.',
    'It must not happen twice: what it did is on record only when its workflow task is completed.',
    'It needs heartbeats, another task queue, a rate limit, or a retry after hours.',
    'It calls something outside that may be away: its retries and their pauses are held by this worker.',
  ],
  look_at: [
    '**Event history**: a normal call is three events (scheduled, started, completed), a local one is a single *Marker Recorded*.',
    'The local calls share workflow tasks: count the events between the first and the last of them.',
  ],
  links: [
    {
      title: 'Local activities',
      url: 'https://docs.temporal.io/local-activity',
    },
    {
      title: 'Local activities, TypeScript',
      url: 'https://typescript.temporal.io/api/namespaces/workflow#proxylocalactivities',
    },
  ],
}
