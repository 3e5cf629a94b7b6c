import type { Pattern } from '../pattern.ts'

export const parallelActivities: Pattern = {
  title: 'Parallel activities',
  workflow_type: 'cookbook.parallel-activities.v1',
  version: '1.0.0',
  description:
    'Runs one Temporal activity for each item, a bounded number at once, and answers in the order of the items.',
  labels: { kind: 'pattern', topic: 'activities' },
  input_schema: {
    type: 'object',
    additionalProperties: false,
    required: ['items'],
    properties: {
      items: {
        title: 'Names to greet',
        description: 'A blank name cannot be greeted: use one to see what `on_failure` does.',
        type: 'array',
        minItems: 1,
        maxItems: 1_000,
        items: { type: 'string', maxLength: 100 },
      },
      max_parallel: {
        title: 'At most this many at once',
        type: 'integer',
        minimum: 1,
        maximum: 100,
        default: 10,
      },
      on_failure: {
        title: 'When an item fails',
        description: 'fail_fast stops the rest and fails the run; collect reports it and goes on.',
        type: 'string',
        enum: ['fail_fast', 'collect'],
        default: 'fail_fast',
      },
      work_ms: {
        title: 'Milliseconds of work an item',
        type: 'integer',
        minimum: 0,
        maximum: 20_000,
        default: 20,
      },
    },
  },
  output_schema: {
    type: 'object',
    required: ['results', 'completed', 'failed', 'highest_parallel'],
    properties: {
      results: {
        description: 'One for each item, in the order of the items.',
        type: 'array',
        items: {
          oneOf: [
            {
              type: 'object',
              required: ['status', 'value'],
              properties: { status: { const: 'completed' }, value: { type: 'string' } },
            },
            {
              type: 'object',
              required: ['status', 'failure'],
              properties: {
                status: { const: 'failed' },
                failure: {
                  type: 'object',
                  required: ['type', 'message'],
                  properties: { type: { type: 'string' }, message: { type: 'string' } },
                },
              },
            },
          ],
        },
      },
      completed: { type: 'integer' },
      failed: { type: 'integer' },
      highest_parallel: {
        description: 'Most activities of this run at once, as they saw it on one worker process.',
        type: 'integer',
      },
    },
  },
  examples: [
    {
      name: 'Three greetings, two at once',
      input: { items: ['Ada', 'Grace', 'Mary'], max_parallel: 2 },
    },
    {
      name: 'A failure among others, collected',
      input: { items: ['Ada', '', 'Mary'], on_failure: 'collect' },
    },
    {
      name: 'A failure that stops the rest',
      input: { items: ['', 'Ada', 'Grace', 'Mary'], max_parallel: 2, on_failure: 'fail_fast' },
    },
  ],
  when: [
    'Many independent items need the same step, and what they call bears only so many at once.',
    'The caller wants every result, in order, from one run.',
  ],
  when_not: [
    'More than some thousand items: the history would grow too long; continue as new over a sliding window.',
    'The bound holds for all runs together: limit the task queue or the worker, not one run.',
    'Each item is a process of its own with messages or timers: start child workflows.',
  ],
  look_at: [
    '**Timeline**: never more bars side by side than `max_parallel`, and the next begins as soon as one ends.',
    "With `fail_fast` the activities that were at work end as *Activity Task Canceled*, and the run's failure says how many had begun.",
  ],
  links: [
    {
      title: 'Activity execution, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/activities/execution',
    },
    {
      title: 'Cancellation scopes, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/workflows/cancellation-scopes',
    },
  ],
}
