import type { Pattern } from '../pattern.ts'

const counts = {
  completed: { type: 'integer' },
  failed: {
    description: 'Numbers of the records that failed.',
    type: 'array',
    items: { type: 'integer' },
  },
  most_in_flight: { type: 'integer' },
  runs: { description: 'Runs of the chain, by continue-as-new.', type: 'integer' },
}

export const slidingWindowBatch: Pattern = {
  title: 'Sliding-window batch',
  workflow_type: 'cookbook.sliding-window-batch.v1',
  version: '1.0.0',
  description:
    'Processes any number of records, each a child workflow, a bounded number at once, and keeps the window full while it continues as new.',
  labels: { kind: 'pattern', topic: 'batches' },
  input_schema: {
    type: 'object',
    additionalProperties: false,
    required: ['records'],
    properties: {
      records: { title: 'Records', type: 'integer', minimum: 1, maximum: 100_000 },
      window: {
        title: 'At most this many at once',
        type: 'integer',
        minimum: 1,
        maximum: 100,
        default: 10,
      },
      records_per_run: {
        title: 'Records a run starts before it continues as new',
        type: 'integer',
        minimum: 1,
        maximum: 500,
        default: 200,
      },
      work_ms: {
        title: 'Milliseconds of work a record',
        type: 'integer',
        minimum: 0,
        maximum: 30_000,
        default: 20,
      },
      fail_every: {
        title: 'Every so many records fail',
        description: '0: none.',
        type: 'integer',
        minimum: 0,
        maximum: 100_000,
        default: 0,
      },
    },
  },
  output_schema: { type: 'object', required: Object.keys(counts), properties: counts },
  signals: [
    {
      name: 'record_done',
      description:
        'Sent by each record at its end. Send it by hand for one that was terminated and cannot.',
      schema: {
        type: 'object',
        additionalProperties: false,
        required: ['record', 'ok'],
        properties: {
          record: { title: 'Number of the record', type: 'integer', minimum: 1, maximum: 100_000 },
          ok: { title: 'It was processed', type: 'boolean' },
        },
      },
    },
  ],
  queries: [
    {
      name: 'progress',
      description: 'How far the batch is, and which records are in flight.',
      result_schema: {
        type: 'object',
        required: [...Object.keys(counts), 'in_flight'],
        properties: {
          ...counts,
          in_flight: { type: 'array', items: { type: 'integer' } },
        },
      },
    },
  ],
  parts: [
    {
      workflow_type: 'cookbook.sliding-window-batch.record.v1',
      version: '1.0.0',
      description: 'Processes one record and tells the batch that started it.',
      labels: { kind: 'pattern-part', topic: 'batches' },
      input_schema: {
        type: 'object',
        additionalProperties: false,
        required: ['record', 'work_ms', 'fails'],
        properties: {
          record: { title: 'Number of the record', type: 'integer', minimum: 1, maximum: 100_000 },
          work_ms: { title: 'Milliseconds of work', type: 'integer', minimum: 0, maximum: 30_000 },
          fails: { title: 'It fails', type: 'boolean' },
        },
      },
      output_schema: { type: 'null' },
      examples: [{ name: 'One by itself', input: { record: 1, work_ms: 20, fails: false } }],
    },
  ],
  examples: [
    {
      name: 'Thirty records over three runs',
      input: { records: 30, window: 5, records_per_run: 10 },
    },
    { name: 'Some of them fail', input: { records: 20, window: 5, fail_every: 7 } },
    { name: 'Slow enough to look at', input: { records: 100, window: 10, work_ms: 3_000 } },
  ],
  when: [
    'There are more records than one history holds, and some take much longer than others.',
    'Each record deserves a run of its own: its steps, retries and history.',
  ],
  when_not: [
    'A few hundred short steps: activities in parallel are enough.',
    'The window may run empty between pages: start a page, await it, continue as new. That is simpler.',
    'All that is wanted is a start for each record: the gateway starts a thousand in one call.',
  ],
  walkthrough: {
    example: 'Slow enough to look at',
    steps: [
      { query: 'progress' },
      { signal: 'record_done', input: { record: 1, ok: false } },
      { query: 'progress' },
      { cancel: true },
    ],
  },
  look_at: [
    '**Relationships**: a run for each record, never more at work at once than `window`.',
    '**Event history** of a run that is not the last ends with *Workflow Execution Continued As New*; its second argument is what goes on, with the records still in flight.',
    'Their ends come as signals (`record_done`), and those begun by one run of the chain are told to the next.',
  ],
  links: [
    {
      title: 'Continue-as-new, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/workflows/continue-as-new',
    },
    { title: 'Parent close policy', url: 'https://docs.temporal.io/parent-close-policy' },
  ],
}
