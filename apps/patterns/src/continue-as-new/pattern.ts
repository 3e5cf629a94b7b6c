import type { Pattern } from '../pattern.ts'

const tally = {
  type: 'object',
  required: ['meters_read', 'late_readings', 'total_kwh', 'runs'],
  properties: {
    meters_read: { type: 'integer' },
    late_readings: { description: 'Readings that came by signal.', type: 'integer' },
    total_kwh: { type: 'integer' },
    runs: { description: 'Runs it took, this one included.', type: 'integer' },
  },
}

export const continueAsNew: Pattern = {
  title: 'Continue as new',
  workflow_type: 'cookbook.continue-as-new.v1',
  version: '1.0.0',
  description:
    'Adds up the readings of any number of meters, and goes on as a new run whenever Temporal suggests it.',
  labels: { kind: 'pattern', topic: 'long-running' },
  input_schema: {
    type: 'object',
    additionalProperties: false,
    required: ['meters'],
    properties: {
      meters: {
        title: 'Meters to read',
        description: 'Meter n shows n kWh.',
        type: 'integer',
        minimum: 1,
        maximum: 1_000_000,
      },
      parallel: {
        title: 'Meters read at once',
        type: 'integer',
        minimum: 1,
        maximum: 100,
        default: 100,
      },
      pause_ms: {
        title: 'Milliseconds between two batches',
        type: 'integer',
        minimum: 1,
        maximum: 60_000,
        default: 1,
      },
      meters_per_run: {
        title: 'Meters a run reads at most',
        description:
          'Left out, only the length of the history decides. Small, it shows the change.',
        type: 'integer',
        minimum: 1,
        maximum: 1_000_000,
      },
    },
  },
  output_schema: tally,
  signals: [
    {
      name: 'late_reading',
      description: 'Adds a reading that came in otherwise.',
      schema: {
        type: 'object',
        additionalProperties: false,
        required: ['kwh'],
        properties: { kwh: { type: 'integer', minimum: 0, maximum: 1_000_000 } },
      },
    },
  ],
  queries: [{ name: 'tally', description: 'What is added up so far.', result_schema: tally }],
  examples: [
    { name: 'Three runs of ten', input: { meters: 30, parallel: 5, meters_per_run: 10 } },
    { name: 'As Temporal suggests', input: { meters: 5_000 } },
    { name: 'Slow enough for late readings', input: { meters: 600, parallel: 1, pause_ms: 1_000 } },
  ],
  when: [
    'A loop has no end, or more turns than one history bears: some thousand events, or a few megabytes.',
    'The state that goes on is small, and can be told as an argument.',
  ],
  when_not: [
    'The work fits one run: every change of run is one more place for state to be forgotten.',
    'It only has to happen again and again at set times: that is a schedule.',
    'A handler is where you are: only the main function continues as new, and only once handlers are done.',
  ],
  walkthrough: {
    example: 'Slow enough for late readings',
    steps: [{ signal: 'late_reading', input: { kwh: 40 } }, { query: 'tally' }, { cancel: true }],
  },
  look_at: [
    '**Event history** of a run that is not the last ends with *Workflow Execution Continued As New*, and links to the next.',
    "Each run's input has a second argument, the tally handed on; the first run's has none.",
    'The readings are markers (*Marker Recorded*): local activities cost one event each.',
  ],
  links: [
    {
      title: 'Continue-As-New, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/workflows/continue-as-new',
    },
    {
      title: 'Message handlers that wait',
      url: 'https://docs.temporal.io/handling-messages',
    },
    {
      title: 'Limits of a workflow execution',
      url: 'https://docs.temporal.io/workflow-execution/limits',
    },
  ],
}
