import type { Pattern } from '../pattern.ts'

const time = { anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] }

export const schedule: Pattern = {
  title: 'Schedule',
  workflow_type: 'cookbook.schedule.v1',
  version: '1.0.0',
  description:
    'A workflow made to be scheduled: reports the time it was due at, when it began, which schedule began it, and where the run before left off.',
  labels: { kind: 'pattern', topic: 'time' },
  input_schema: {
    type: 'object',
    additionalProperties: false,
    required: ['report'],
    properties: {
      report: { title: 'Report', type: 'string', minLength: 1, maxLength: 100 },
      work_ms: {
        title: 'Milliseconds of work',
        description: 'Longer than the interval, it shows the overlap policies.',
        type: 'integer',
        minimum: 0,
        maximum: 600_000,
        default: 0,
      },
      fails: {
        title: 'Fails',
        description: 'Shows `pause_on_failure`.',
        type: 'boolean',
        default: false,
      },
    },
  },
  output_schema: {
    type: 'object',
    required: [
      'report',
      'schedule_id',
      'nominal_at',
      'started_at',
      'late_ms',
      'previous_nominal_at',
    ],
    properties: {
      report: { type: 'string' },
      schedule_id: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      nominal_at: { description: 'When it was due.', ...time },
      started_at: { type: 'string', format: 'date-time' },
      late_ms: { type: 'integer' },
      previous_nominal_at: { description: 'When the last that completed was due.', ...time },
    },
  },
  examples: [
    { name: 'Once, by hand', input: { report: 'sales' } },
    { name: 'Half a minute of work', input: { report: 'sales', work_ms: 30_000 } },
  ],
  when: [
    'Something is to happen at certain times, whether or not anybody is there.',
    'Times that were missed have to be made up for, or old ones done again: a backfill has the same times as the runs had.',
    'Operators pause, change and trigger it without touching code.',
  ],
  when_not: [
    'One run is to happen later: start it with a delay.',
    'What recurs belongs to one long-lived thing, as the reminders of an account: let its own workflow sleep.',
    'It is more often than every few seconds: let one run do many rounds, and continue as new.',
  ],
  look_at: [
    "**Schedules**, in Temporal's UI: recent runs and upcoming ones, and what was skipped for the overlap policy.",
    "A run's **search attributes**: `TemporalScheduledStartTime` is when it was due, `TemporalScheduledById` whose run it is.",
    'The ids of its runs: the schedule id and the time. A backfill of a time that already ran meets the id of that run.',
  ],
  links: [
    {
      title: 'Schedules of Temporal',
      url: 'https://docs.temporal.io/schedule',
    },
    {
      title: 'Schedules, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/workflows/schedules',
    },
  ],
}
