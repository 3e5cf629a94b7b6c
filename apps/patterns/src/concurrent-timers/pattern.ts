import type { Pattern } from '../pattern.ts'

const dayMs = 24 * 3_600_000

export const concurrentTimers: Pattern = {
  title: 'Concurrent timers',
  workflow_type: 'cookbook.concurrent-timers.v1',
  version: '1.0.0',
  description:
    "Reminds of a car's maintenance: several recurring timers in one run, each armed again when it has fired.",
  labels: { kind: 'pattern', topic: 'timers' },
  input_schema: {
    type: 'object',
    additionalProperties: false,
    required: ['email', 'intervals', 'stop_after'],
    properties: {
      email: { title: 'Owner', type: 'string', minLength: 1, maxLength: 254 },
      intervals: {
        title: 'Maintenance',
        type: 'array',
        minItems: 1,
        maxItems: 20,
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['task', 'every_ms'],
          properties: {
            task: { title: 'Task', type: 'string', minLength: 1, maxLength: 100 },
            every_ms: {
              title: 'Milliseconds between two reminders',
              type: 'integer',
              minimum: 10,
              maximum: 3_650 * dayMs,
            },
          },
        },
      },
      stop_after: {
        title: 'Reminders to send in all',
        type: 'integer',
        minimum: 1,
        maximum: 1_000,
      },
    },
  },
  output_schema: {
    type: 'object',
    required: ['sent'],
    properties: {
      sent: {
        description: 'The reminders in the order they were sent.',
        type: 'array',
        items: {
          type: 'object',
          required: ['task', 'due_after_ms'],
          properties: {
            task: { type: 'string' },
            due_after_ms: {
              description: 'From the start of the run; a whole multiple of the interval.',
              type: 'integer',
            },
          },
        },
      },
    },
  },
  queries: [
    {
      name: 'upcoming',
      description: 'When each timer fires next.',
      result_schema: {
        type: 'array',
        items: {
          type: 'object',
          required: ['task', 'due_at'],
          properties: {
            task: { type: 'string' },
            due_at: { type: 'string', format: 'date-time' },
          },
        },
      },
    },
  ],
  examples: [
    {
      name: 'A car for some years',
      input: {
        email: 'owner@example.com',
        intervals: [
          { task: 'oil change', every_ms: 90 * dayMs },
          { task: 'inspection', every_ms: 365 * dayMs },
          { task: 'coolant change', every_ms: 730 * dayMs },
        ],
        stop_after: 30,
      },
    },
    {
      name: 'The same within seconds',
      input: {
        email: 'owner@example.com',
        intervals: [
          { task: 'oil change', every_ms: 900 },
          { task: 'inspection', every_ms: 3_650 },
          { task: 'coolant change', every_ms: 7_300 },
        ],
        stop_after: 12,
      },
    },
  ],
  when: [
    'One thing has several clocks, and what one does may bear on the others.',
    'The times follow from the state of a run: since the last service, not at the first of the month.',
  ],
  when_not: [
    'Each clock stands by itself: a schedule for each can be seen, paused and changed from outside.',
    'The timers are the same for everybody: one schedule that goes through all is cheaper than a run for each.',
    'They go on for ever: continue as new before the history is too long, and hand on when each is due.',
  ],
  walkthrough: {
    example: 'A car for some years',
    steps: [{ query: 'upcoming' }, { cancel: true }],
  },
  look_at: [
    '**Timeline**: one open timer for each interval, and a new one of the same length when it has fired.',
    "**Queries**: `upcoming` says when each fires next, also with no worker's memory of it: stop the worker, start it, ask again.",
  ],
  links: [
    {
      title: 'Timers, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/workflows/timers',
    },
    {
      title: 'Timers and start delays',
      url: 'https://docs.temporal.io/workflow-execution/timers-delays',
    },
  ],
}
