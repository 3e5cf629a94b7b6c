import type { Pattern } from '../pattern.ts'

const done = {
  publications: { type: 'integer' },
  changes: { description: 'Changes that were published.', type: 'integer' },
  last_published: { type: ['string', 'null'] },
}

export const debounce: Pattern = {
  title: 'Debounce',
  workflow_type: 'cookbook.debounce.v1',
  version: '1.0.0',
  description:
    'Gathers changes that come by signal and publishes the last of them once, when none has come for a while or the first has waited long enough.',
  labels: { kind: 'pattern', topic: 'messages' },
  input_schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      quiet_ms: {
        title: 'Milliseconds of quiet before publishing',
        type: 'integer',
        minimum: 10,
        maximum: 3_600_000,
        default: 2_000,
      },
      max_wait_ms: {
        title: 'Milliseconds the first change waits at most',
        description: 'However much noise follows it.',
        type: 'integer',
        minimum: 10,
        maximum: 86_400_000,
        default: 30_000,
      },
      publish_ms: {
        title: 'Milliseconds publishing takes',
        type: 'integer',
        minimum: 0,
        maximum: 30_000,
        default: 20,
      },
    },
  },
  output_schema: {
    type: 'object',
    required: ['publications', 'changes', 'last_published'],
    properties: done,
  },
  signals: [
    {
      name: 'change',
      description: 'Send it with a start: it begins a run where there is none.',
      schema: {
        type: 'object',
        additionalProperties: false,
        required: ['text'],
        properties: { text: { title: 'New text', type: 'string', maxLength: 1_000 } },
      },
    },
    { name: 'flush', description: 'Publishes now what is pending.' },
  ],
  queries: [
    {
      name: 'state',
      description: 'What was published, and what is pending.',
      result_schema: {
        type: 'object',
        required: [...Object.keys(done), 'pending_changes'],
        properties: { ...done, pending_changes: { type: 'integer' } },
      },
    },
  ],
  examples: [
    { name: 'Two seconds of quiet', input: {} },
    { name: 'Twenty seconds, to send changes by hand', input: { quiet_ms: 20_000 } },
  ],
  when: [
    'Many events ask for the same costly step, and only the last of them matters.',
    'The step must happen, once, also when the process that heard the events is gone.',
    'Each key (a document, a customer) has a workflow id: signal with start finds its run or begins it.',
  ],
  when_not: [
    'Every event counts: gather them in a batch, or start a run for each.',
    'Events come by thousands a second for one key: thin them out before they become signals.',
    'Being late by a poll is fine: a schedule is simpler.',
  ],
  walkthrough: {
    example: 'Twenty seconds, to send changes by hand',
    begins_with: { signal: 'change', input: { text: 'First draft' } },
    steps: [
      { signal: 'change', input: { text: 'Second draft' } },
      { query: 'state' },
      { signal: 'flush' },
    ],
  },
  look_at: [
    '**Event history**: a *Workflow Execution Signaled* for each change, and one activity for all that came in one burst.',
    '**Timeline**: a burst costs a timer or two, however many changes it has: a change moves the due time, and not the timer.',
  ],
  links: [
    {
      title: 'Signal with start',
      url: 'https://docs.temporal.io/design-patterns/signal-with-start',
    },
    {
      title: 'Workflow message passing, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/workflows/message-passing',
    },
  ],
}
