import type { Pattern } from '../pattern.ts'

const voteSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['approver', 'decision'],
  properties: {
    approver: { title: 'Who votes', type: 'string', minLength: 1, maxLength: 100 },
    decision: { title: 'Decision', type: 'string', enum: ['approve', 'reject'] },
    comment: { title: 'Comment', type: 'string', maxLength: 1_000 },
  },
}

const stateSchema = {
  type: 'object',
  required: ['outcome', 'votes', 'waiting_for', 'reminders'],
  properties: {
    outcome: { type: 'string', enum: ['pending', 'approved', 'rejected', 'expired'] },
    votes: {
      description: 'As they came.',
      type: 'array',
      items: {
        type: 'object',
        required: ['approver', 'decision', 'comment', 'voted_at'],
        properties: {
          approver: { type: 'string' },
          decision: { type: 'string', enum: ['approve', 'reject'] },
          comment: { type: 'string' },
          voted_at: { type: 'string', format: 'date-time' },
        },
      },
    },
    waiting_for: {
      description: 'Those who have not voted.',
      type: 'array',
      items: { type: 'string' },
    },
    reminders: { type: 'integer' },
  },
}

export const humanApproval: Pattern = {
  title: 'Human approval',
  workflow_type: 'cookbook.human-approval.v1',
  version: '1.0.0',
  description:
    'Waits until enough people have approved, one has rejected, or the deadline has passed, and reminds those who have not voted.',
  labels: { kind: 'pattern', topic: 'messages' },
  input_schema: {
    type: 'object',
    additionalProperties: false,
    required: ['subject', 'approvers'],
    properties: {
      subject: { title: 'What is to be decided', type: 'string', minLength: 1, maxLength: 200 },
      approvers: {
        title: 'Who is asked',
        type: 'array',
        minItems: 1,
        maxItems: 20,
        uniqueItems: true,
        items: { type: 'string', minLength: 1, maxLength: 100 },
      },
      approvals_needed: {
        title: 'Approvals needed',
        description: 'At most as many as there are approvers.',
        type: 'integer',
        minimum: 1,
        maximum: 20,
        default: 1,
      },
      deadline_ms: {
        title: 'Milliseconds until the deadline',
        type: 'integer',
        minimum: 10,
        maximum: 31_536_000_000,
        default: 604_800_000,
      },
      remind_every_ms: {
        title: 'Milliseconds between reminders',
        type: 'integer',
        minimum: 10,
        maximum: 31_536_000_000,
        default: 86_400_000,
      },
      max_reminders: {
        title: 'At most this many reminders',
        type: 'integer',
        minimum: 0,
        maximum: 100,
        default: 5,
      },
    },
  },
  output_schema: stateSchema,
  queries: [{ name: 'state', description: 'How the decision stands.', result_schema: stateSchema }],
  updates: [
    {
      name: 'vote',
      description: 'Gives one vote. Refused of a stranger, a second time, and after the decision.',
      schema: voteSchema,
      result_schema: stateSchema,
    },
  ],
  examples: [
    { name: 'One of two is enough', input: { subject: 'Order 4711', approvers: ['ada', 'grace'] } },
    {
      name: 'Both, within two minutes',
      input: {
        subject: 'Release 2.0',
        approvers: ['ada', 'grace'],
        approvals_needed: 2,
        deadline_ms: 120_000,
        remind_every_ms: 30_000,
      },
    },
  ],
  when: [
    'A process has to wait for people: minutes or months cost the same.',
    'Whoever decides must learn at once whether the decision was taken: an update answers, a signal does not.',
    'No answer is an outcome as well, with a time of its own.',
  ],
  when_not: [
    'The vote must be proved to come from a person: this takes the name it is given, so let your own service ask who it is.',
    'A rule can decide: ask people for the rest only.',
  ],
  walkthrough: {
    example: 'Both, within two minutes',
    steps: [
      { update: 'vote', input: { approver: 'ada', decision: 'approve' } },
      { query: 'state' },
      { update: 'vote', input: { approver: 'grace', decision: 'approve' } },
    ],
  },
  look_at: [
    "**Event history**: a vote is two events, accepted and completed. A stranger's vote is none: the validator refused it.",
    '**Timeline**: one timer is open, until the next reminder or the deadline, however long that is; no worker has to live so long.',
  ],
  links: [
    {
      title: 'Workflow message passing, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/workflows/message-passing',
    },
    { title: 'Approval pattern', url: 'https://docs.temporal.io/design-patterns/approval' },
  ],
}
