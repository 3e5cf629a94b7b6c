import type { Pattern } from '../pattern.ts'

export const cancellation: Pattern = {
  title: 'Cancellation',
  workflow_type: 'cookbook.cancellation.v1',
  version: '1.0.0',
  description:
    'Copies rows until it is done or cancelled; a cancelled copy is removed before the run ends as cancelled.',
  labels: { kind: 'pattern', topic: 'cancellation' },
  input_schema: {
    type: 'object',
    additionalProperties: false,
    required: ['rows'],
    properties: {
      rows: { title: 'Rows to copy', type: 'integer', minimum: 1, maximum: 1_000_000 },
      ms_per_row: {
        title: 'Milliseconds a row takes',
        type: 'integer',
        minimum: 0,
        maximum: 1_000,
        default: 100,
      },
      clean_up_ms: {
        title: 'Milliseconds the clean-up takes',
        description: 'Long enough, it shows that cancelling again does not stop a clean-up.',
        type: 'integer',
        minimum: 0,
        maximum: 10_000,
        default: 0,
      },
    },
  },
  output_schema: {
    type: 'object',
    required: ['copied'],
    properties: { copied: { description: 'Rows of the finished copy.', type: 'integer' } },
  },
  queries: [
    {
      name: 'progress',
      description: 'How far the run is; also answered once it has ended.',
      result_schema: {
        type: 'object',
        required: ['stage', 'removed'],
        properties: {
          stage: { type: 'string', enum: ['copying', 'copied', 'cleaning_up', 'cleaned_up'] },
          removed: { description: 'Rows that the clean-up removed.', type: 'integer' },
        },
      },
    },
  ],
  examples: [
    { name: 'Long enough to cancel it', input: { rows: 600 } },
    { name: 'Done at once', input: { rows: 3, ms_per_row: 1 } },
    { name: 'A slow clean-up', input: { rows: 600, clean_up_ms: 5_000 } },
  ],
  when: [
    'A person or another system may change their mind while the work is going on.',
    'What is half done must not be left behind, however the run ends.',
  ],
  when_not: [
    'The run has to end at once and its state does not matter: terminate it; no code of it runs then.',
    'Several steps already had their effect and each has an undoing of its own: that is a saga.',
    'Only one branch is to be stopped: cancel a scope of it from within, and not the run.',
  ],
  walkthrough: {
    example: 'A slow clean-up',
    steps: [{ query: 'progress' }, { cancel: true }, { query: 'progress' }],
  },
  look_at: [
    '**Pending activities** while it copies: the heartbeat details are the rows copied so far.',
    '**Event history** after a cancel: *Workflow Execution Cancel Requested*, *Activity Task Cancel Requested*, *Activity Task Canceled*, then the clean-up as one more activity, and only then *Workflow Execution Canceled*.',
  ],
  links: [
    {
      title: 'Cancellation, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/workflows/cancellation',
    },
    {
      title: 'Cancellation scopes, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/workflows/cancellation-scopes',
    },
    {
      title: 'Activity heartbeats',
      url: 'https://docs.temporal.io/encyclopedia/detecting-activity-failures#activity-heartbeat',
    },
  ],
}
