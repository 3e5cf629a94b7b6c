import type { Pattern } from '../pattern.ts'

export const exceptions: Pattern = {
  title: 'Exceptions',
  workflow_type: 'cookbook.exceptions.v1',
  version: '1.0.0',
  description:
    'Charges a card that fails as you choose, to show retries, failures that are not retried, and the chain of causes a caller gets.',
  labels: { kind: 'pattern', topic: 'failures' },
  input_schema: {
    type: 'object',
    additionalProperties: false,
    required: ['scenario'],
    properties: {
      scenario: {
        title: 'What happens to the charge',
        description:
          'retry_then_succeed: the third attempt succeeds. non_retryable: declined, the run fails at once. exhausted: never reached, the run fails after three attempts. caught: declined, and the workflow sends an invoice instead.',
        type: 'string',
        enum: ['retry_then_succeed', 'non_retryable', 'exhausted', 'caught'],
      },
    },
  },
  output_schema: {
    type: 'object',
    required: ['outcome', 'reference', 'attempts', 'failure_chain'],
    properties: {
      outcome: { type: 'string', enum: ['charged', 'invoiced'] },
      reference: { type: 'string' },
      attempts: { description: 'How often the card was tried.', type: 'integer' },
      failure_chain: {
        description: 'What the workflow caught, outermost first; the last is the origin.',
        type: 'array',
        items: {
          type: 'object',
          required: ['name', 'message', 'stack_trace'],
          properties: {
            name: { type: 'string' },
            message: { type: 'string' },
            type: { type: 'string' },
            retry_state: { type: 'string' },
            stack_trace: { type: 'string' },
          },
        },
      },
    },
  },
  examples: [
    { name: 'Two failures, then success', input: { scenario: 'retry_then_succeed' } },
    { name: 'Declined: no retry', input: { scenario: 'non_retryable' } },
    { name: 'Out of attempts', input: { scenario: 'exhausted' } },
    { name: 'Declined, caught, invoiced', input: { scenario: 'caught' } },
  ],
  when: [
    'A step may fail for a while: leave it to the retry policy, not to a loop of your own.',
    'Some failures will not heal by themselves: name their types as not retryable.',
    'Callers have to see why a run failed, down to the first error.',
  ],
  when_not: [
    'The bad outcome is an ordinary answer («out of stock»): return it, do not throw it.',
    'Steps already done have to be undone: that is a saga.',
    'The failure is a bug in the workflow: let the workflow task fail, mend the code, and the run goes on.',
  ],
  look_at: [
    '**Event history**: one *Activity Task Started* whatever the number of attempts; it says which attempt it was, and the failure of the one before.',
    "The run's failure holds its causes one inside the other, down to the first error with its stack.",
  ],
  links: [
    { title: 'Failures reference', url: 'https://docs.temporal.io/references/failures' },
    { title: 'Retry policies', url: 'https://docs.temporal.io/encyclopedia/retry-policies' },
  ],
}
