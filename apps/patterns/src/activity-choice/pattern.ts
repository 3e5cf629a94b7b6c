import type { Pattern } from '../pattern.ts'

export const activityChoice: Pattern = {
  title: 'Activity choice',
  workflow_type: 'cookbook.activity-choice.v1',
  version: '1.0.0',
  description: 'Chooses, for each item of a shopping list, the Temporal activity that orders it.',
  labels: { kind: 'pattern', topic: 'activities' },
  input_schema: {
    type: 'object',
    additionalProperties: false,
    required: ['items'],
    properties: {
      items: {
        title: 'Shopping list',
        type: 'array',
        minItems: 1,
        maxItems: 100,
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['fruit', 'amount'],
          properties: {
            fruit: { title: 'Fruit', type: 'string', enum: ['apple', 'banana', 'cherry'] },
            amount: { title: 'Amount', type: 'integer', minimum: 1, maximum: 1_000_000 },
          },
        },
      },
    },
  },
  output_schema: {
    type: 'object',
    required: ['orders'],
    properties: {
      orders: {
        description: 'What each order answered, in the order of the list.',
        type: 'array',
        items: { type: 'string' },
      },
    },
  },
  examples: [
    {
      name: 'Two apples and a cherry',
      input: {
        items: [
          { fruit: 'apple', amount: 2 },
          { fruit: 'cherry', amount: 1 },
        ],
      },
    },
    { name: 'Bananas', input: { items: [{ fruit: 'banana', amount: 5 }] } },
  ],
  when: [
    'The input decides which step runs, and the steps are known when the code is written.',
    'Each choice has its own time-out, retry policy or task queue.',
  ],
  when_not: [
    'The choices differ by a value only: one activity with an argument is simpler.',
    'The choices come and go without a deployment: start a child workflow by its registered type.',
  ],
  look_at: [
    '**Event history**: an activity for each item, named after what it orders, and each begins when the one before it has completed.',
    "**Bad input** is told at once: start it with a pear through Temporal's CLI, and the run fails with the type `input-invalid` before a single activity.",
  ],
  links: [
    {
      title: 'Activity execution, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/activities/execution',
    },
    { title: 'Activities', url: 'https://docs.temporal.io/activities' },
  ],
}
