import type { Pattern } from '../pattern.ts'

export const saga: Pattern = {
  title: 'Saga with compensation',
  workflow_type: 'cookbook.saga.v1',
  version: '1.0.0',
  description:
    'Reserves stock, takes a payment and books a courier; when a step fails or the run is cancelled, undoes what was begun, the last first.',
  labels: { kind: 'pattern', topic: 'failures' },
  input_schema: {
    type: 'object',
    additionalProperties: false,
    required: ['order_id'],
    properties: {
      order_id: { title: 'Order', type: 'string', minLength: 1, maxLength: 100 },
      fail_at: {
        title: 'Step that fails',
        type: 'string',
        enum: ['stock', 'payment', 'courier', 'none'],
        default: 'none',
      },
      undo_fails_at: {
        title: 'Step that cannot be undone',
        type: 'string',
        enum: ['stock', 'payment', 'courier', 'none'],
        default: 'none',
      },
      step_ms: {
        title: 'Milliseconds a step takes',
        description: 'Long enough to cancel the run in the middle of one.',
        type: 'integer',
        minimum: 0,
        maximum: 30_000,
        default: 20,
      },
    },
  },
  output_schema: {
    type: 'object',
    required: ['receipts'],
    properties: {
      receipts: {
        description: 'Of stock, payment and courier.',
        type: 'array',
        items: { type: 'string' },
      },
    },
  },
  examples: [
    { name: 'All goes well', input: { order_id: 'o-1' } },
    {
      name: 'No courier: payment and stock are given back',
      input: { order_id: 'o-2', fail_at: 'courier' },
    },
    {
      name: 'A refund that cannot be made',
      input: { order_id: 'o-3', fail_at: 'courier', undo_fails_at: 'payment' },
    },
    { name: 'Ten seconds a step: cancel it', input: { order_id: 'o-4', step_ms: 10_000 } },
  ],
  when: [
    'Several services have to agree, and no transaction spans them.',
    'Each step has an opposite that can be repeated without harm.',
    'A cancelled run must not leave half of its work behind.',
  ],
  when_not: [
    'The steps are in one database: a transaction is stronger and simpler.',
    'A failed step heals with time: retry it, for days if need be, before you undo anything.',
    'A step has no opposite (a letter was sent): put it last.',
  ],
  walkthrough: {
    example: 'Ten seconds a step: cancel it',
    steps: [{ cancel: true }],
  },
  look_at: [
    '**Timeline**: the steps from left to right, and after a failure their undoing in the opposite order.',
    "The run's failure has the details `failed_step`, `undone` and `not_undone`; its cause is the failure of the step.",
    'Cancel a slow one: the step at work ends as *Activity Task Canceled*, is undone with those before it, and only then the run is cancelled.',
  ],
  links: [
    { title: 'Saga pattern', url: 'https://docs.temporal.io/design-patterns/saga-pattern' },
    {
      title: 'Cancellation scopes, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/workflows/cancellation-scopes',
    },
  ],
}
