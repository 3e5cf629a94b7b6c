import type { Pattern } from '../pattern.ts'

const acceptanceSchema = {
  type: 'object',
  required: ['transfer_id', 'status'],
  properties: {
    transfer_id: { type: 'string' },
    status: { type: 'string', enum: ['checking', 'accepted', 'refused', 'settled'] },
  },
}

export const updateWithStart: Pattern = {
  title: 'Update with start (early return)',
  workflow_type: 'cookbook.update-with-start.v1',
  version: '1.0.0',
  description:
    'Starts a transfer and answers, in the same call, whether it is accepted, while the run goes on to settle it.',
  labels: { kind: 'pattern', topic: 'messages' },
  input_schema: {
    type: 'object',
    additionalProperties: false,
    required: ['amount_cents'],
    properties: {
      amount_cents: {
        title: 'Amount in cents',
        description: 'More than 100,000 is refused.',
        type: 'integer',
        minimum: 1,
        maximum: 1_000_000_000,
      },
      check_ms: {
        title: 'Milliseconds until it is accepted',
        type: 'integer',
        minimum: 0,
        maximum: 10_000,
        default: 20,
      },
      settle_ms: {
        title: 'Milliseconds it then takes to settle',
        type: 'integer',
        minimum: 0,
        maximum: 60_000,
        default: 3_000,
      },
    },
  },
  output_schema: {
    ...acceptanceSchema,
    required: [...acceptanceSchema.required, 'statement'],
    properties: { ...acceptanceSchema.properties, statement: { type: 'string' } },
  },
  updates: [
    {
      name: 'await_acceptance',
      description:
        'Answers when the transfer is accepted, and is refused when it is not. Send it with the start.',
      result_schema: acceptanceSchema,
    },
  ],
  queries: [
    { name: 'state', description: 'How the transfer stands.', result_schema: acceptanceSchema },
  ],
  examples: [
    {
      name: 'Accepted at once, settled in ten seconds',
      input: { amount_cents: 5_000, settle_ms: 10_000 },
    },
    { name: 'Refused', input: { amount_cents: 100_001 } },
  ],
  when: [
    'A caller needs an answer within a request, and the rest takes longer than a request may.',
    'The first half can be refused, and the caller should be told why and not have to poll.',
    'A repeated call must meet the same work: the workflow id says which.',
  ],
  when_not: [
    'The caller needs the end and not the middle: start and wait for the result.',
    'Nobody waits for an answer: signal with start is cheaper.',
    'The first half takes minutes: start, and let the caller query or be called back.',
  ],
  walkthrough: {
    example: 'Accepted at once, settled in ten seconds',
    begins_with: { update: 'await_acceptance' },
    steps: [{ query: 'state' }],
  },
  look_at: [
    "**Event history**: the update is accepted in the first workflow task, completed when the transfer is accepted, and the run goes on behind its caller's back.",
    'Repeat the command within ten seconds: the same run answers, and there is no second one.',
  ],
  links: [
    {
      title: 'Early return',
      url: 'https://docs.temporal.io/design-patterns/early-return',
    },
    {
      title: 'Workflow message passing, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/workflows/message-passing',
    },
  ],
}
