import type { Pattern } from '../pattern.ts'

export const pollingInfrequent: Pattern = {
  title: 'Polling, infrequent',
  workflow_type: 'cookbook.polling-infrequent.v1',
  version: '1.0.0',
  description:
    'Asks every minute or so whether a batch is ready, with the retry policy of a short activity as the clock.',
  labels: { kind: 'pattern', topic: 'polling' },
  input_schema: {
    type: 'object',
    additionalProperties: false,
    required: ['ready_after_polls'],
    properties: {
      ready_after_polls: {
        title: 'Polls that find the batch not ready',
        type: 'integer',
        minimum: 0,
        maximum: 100_000,
      },
      interval_ms: {
        title: 'Milliseconds between polls',
        type: 'integer',
        minimum: 10,
        maximum: 86_400_000,
        default: 60_000,
      },
      max_polls: {
        title: 'Polls until the wait is given up',
        type: 'integer',
        minimum: 1,
        maximum: 100_000,
        default: 100,
      },
      batch: {
        title: 'How the batch ends',
        type: 'string',
        enum: ['succeeds', 'fails'],
        default: 'succeeds',
      },
    },
  },
  output_schema: {
    type: 'object',
    required: ['result', 'polls'],
    properties: {
      result: { type: 'string' },
      polls: { description: 'The poll that found it ready.', type: 'integer' },
    },
  },
  examples: [
    { name: 'Ready at the fourth poll', input: { ready_after_polls: 3, interval_ms: 500 } },
    {
      name: 'Given up after five polls',
      input: { ready_after_polls: 10, interval_ms: 200, max_polls: 5 },
    },
    {
      name: 'A batch that fails',
      input: { ready_after_polls: 2, interval_ms: 200, batch: 'fails' },
    },
    {
      name: 'Every minute, for an hour and a half',
      input: { ready_after_polls: 90, interval_ms: 60_000 },
    },
  ],
  when: [
    'Half a minute or more may pass between polls, for as long as it takes.',
    'Nothing should run in between: no timer of the workflow, no slot of a worker.',
  ],
  when_not: [
    'You need to know within seconds: loop in one activity (Polling, frequent).',
    'Each poll is a decision or has to be seen in the history: use a timer and a short activity.',
    'The service can call back: let it send a signal.',
  ],
  look_at: [
    '**Pending activities** while it polls: one activity; its attempt is the number of polls, and *next attempt scheduled* says when the next one comes.',
    '**Event history**: one activity, whose start and end are written when the last attempt has ended.',
  ],
  links: [
    {
      title: 'Polling external services',
      url: 'https://docs.temporal.io/design-patterns/polling',
    },
    { title: 'Retry policies', url: 'https://docs.temporal.io/encyclopedia/retry-policies' },
  ],
}
