import type { Pattern } from '../pattern.ts'

export const pollingFrequent: Pattern = {
  title: 'Polling, frequent',
  workflow_type: 'cookbook.polling-frequent.v1',
  version: '1.0.0',
  description:
    'Begins a job and asks every second or so whether it is done, in one activity that heartbeats and that another worker takes up where the first one died.',
  labels: { kind: 'pattern', topic: 'polling' },
  input_schema: {
    type: 'object',
    additionalProperties: false,
    required: ['ready_after_polls'],
    properties: {
      ready_after_polls: {
        title: 'Polls that find the job not ready',
        type: 'integer',
        minimum: 0,
        maximum: 100_000,
      },
      interval_ms: {
        title: 'Milliseconds between polls',
        type: 'integer',
        minimum: 10,
        maximum: 10_000,
        default: 1_000,
      },
      job: {
        title: 'How the job ends',
        type: 'string',
        enum: ['succeeds', 'fails'],
        default: 'succeeds',
      },
      unreachable_every: {
        title: 'Service away at every so many polls',
        description: '3: the third poll, the sixth and so on find nobody. 0: never.',
        type: 'integer',
        minimum: 0,
        maximum: 1_000,
        default: 0,
      },
      give_up_after_ms: {
        title: 'Milliseconds until the wait is given up',
        type: 'integer',
        minimum: 100,
        maximum: 86_400_000,
        default: 600_000,
      },
    },
  },
  output_schema: {
    type: 'object',
    required: ['job_id', 'result', 'polls', 'unreachable_polls', 'attempts'],
    properties: {
      job_id: { type: 'string' },
      result: { type: 'string' },
      polls: { description: 'The poll that found it ready, over all attempts.', type: 'integer' },
      unreachable_polls: {
        description: 'Polls of the last attempt that found nobody.',
        type: 'integer',
      },
      attempts: { description: '1 when no worker died over it.', type: 'integer' },
    },
  },
  examples: [
    { name: 'Ready at the sixth poll', input: { ready_after_polls: 5, interval_ms: 200 } },
    {
      name: 'A service that is away now and then',
      input: { ready_after_polls: 5, interval_ms: 200, unreachable_every: 3 },
    },
    {
      name: 'A minute of polls: kill the worker meanwhile',
      input: { ready_after_polls: 60, interval_ms: 1_000 },
    },
    { name: 'A job that fails', input: { ready_after_polls: 2, interval_ms: 200, job: 'fails' } },
  ],
  when: [
    'What you wait for cannot call you, and you want to know within seconds.',
    'The wait is long in polls and short in time: none of them should be an event in the history.',
    'A retry must go on with what was begun: heartbeat details carry its id.',
  ],
  when_not: [
    'A minute may pass between polls: let the retry policy be the clock (Polling, infrequent), which holds no slot of a worker.',
    'The service can call back: let it send a signal, or complete the activity asynchronously.',
    'Each poll has to be seen or decided upon by the workflow: use a timer and a short activity.',
  ],
  look_at: [
    "**Pending activities** while it polls: one activity, whose heartbeat details are the job's id and the polls so far.",
    "**Event history**: as long for a thousand polls as for one. Kill the worker meanwhile: the next attempt goes on from the last heartbeat, and the result's `attempts` is 2.",
  ],
  links: [
    {
      title: 'Polling external services',
      url: 'https://docs.temporal.io/design-patterns/polling',
    },
    {
      title: 'Activity timeouts and heartbeats, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/activities/timeouts',
    },
  ],
}
