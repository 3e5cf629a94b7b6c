import type { Pattern } from '../pattern.ts'

const status = {
  type: 'object',
  required: ['user_id', 'name', 'level', 'points', 'is_active'],
  properties: {
    user_id: { type: 'string' },
    name: { description: 'Empty until the user is found.', type: 'string' },
    level: {
      description: 'gold from 500 points on, platinum from 1,000.',
      type: 'string',
      enum: ['basic', 'gold', 'platinum'],
    },
    points: { type: 'integer', minimum: 0 },
    is_active: { type: 'boolean' },
  },
}

const points = {
  type: 'object',
  additionalProperties: false,
  required: ['points'],
  properties: {
    points: {
      title: 'Points to add',
      description: 'Negative to take them; an account never has less than none.',
      type: 'integer',
      minimum: -1_000_000,
      maximum: 1_000_000,
    },
  },
}

export const longRunningEntity: Pattern = {
  title: 'Long-running entity',
  workflow_type: 'cookbook.long-running-entity.v1',
  version: '1.0.0',
  description:
    "Is a customer's reward account for as long as there is one: points, the level they give, and its end.",
  labels: { kind: 'pattern', topic: 'long-running' },
  input_schema: {
    type: 'object',
    additionalProperties: false,
    required: ['user_id'],
    properties: {
      user_id: { title: 'User', type: 'string', minLength: 1, maxLength: 100 },
      starting_points: {
        title: 'Points to begin with',
        type: 'integer',
        minimum: 0,
        maximum: 1_000_000,
        default: 0,
      },
      messages_per_run: {
        title: 'Messages a run takes at most',
        description:
          'Left out, only the length of the history decides. Small, it shows the change.',
        type: 'integer',
        minimum: 1,
        maximum: 10_000,
      },
    },
  },
  output_schema: status,
  queries: [
    {
      name: 'query_reward_status',
      description: 'How the account stands.',
      result_schema: status,
    },
  ],
  updates: [
    {
      name: 'add_points',
      description:
        'Adds points and answers how the account stands then. Repeated under the same update id or idempotency key it counts once, also when the account has gone on as a new run: the last 100 ids go along.',
      schema: points,
      result_schema: status,
    },
    {
      name: 'cancel',
      description: 'Closes the account and answers how it stood; the run completes with the same.',
      result_schema: status,
    },
  ],
  signals: [
    {
      name: 'earn_points',
      description:
        'Adds points for a sender who needs no answer. Temporal knows a repeated signal within a run only: one that is repeated to the next run counts again.',
      schema: points,
    },
  ],
  examples: [
    { name: 'A new account', input: { user_id: 'ada' } },
    { name: 'Almost gold', input: { user_id: 'grace', starting_points: 499 } },
    { name: 'A new run every three messages', input: { user_id: 'mary', messages_per_run: 3 } },
  ],
  when: [
    'Something lives for months and is spoken to now and then: an account, an order, a device.',
    'Its messages must take effect one after the other, and a repeated update only once.',
  ],
  when_not: [
    'It is only data that is read and written: a database does that, and can be searched.',
    'It is spoken to many times a second: one run bears some hundred messages a second, and not for long.',
    'Nobody speaks to it while it works: an ordinary workflow needs no handlers.',
  ],
  walkthrough: {
    example: 'Almost gold',
    steps: [
      { update: 'add_points', input: { points: 1 } },
      { signal: 'earn_points', input: { points: 500 } },
      { query: 'query_reward_status' },
      { update: 'cancel' },
    ],
  },
  look_at: [
    '**Queries**: `query_reward_status` answers also when the account is closed.',
    '**Event history**: an update is two events, accepted and completed; one that the validator refused left none.',
    'With `messages_per_run` small, a run ends with *Workflow Execution Continued As New*, and the next has the account as its second argument.',
  ],
  links: [
    {
      title: 'Message passing, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/workflows/message-passing',
    },
    {
      title: 'Entity pattern, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/entity-pattern',
    },
    {
      title: 'Continue-As-New, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/workflows/continue-as-new',
    },
  ],
}
