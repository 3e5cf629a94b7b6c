import { overlapPolicies, type CreateScheduleBody } from '@temporal-registry/contract/schedule-body'
import type { Flags, ValuesOf } from '../flags.ts'
import { readJsonObject, readOptionalJson } from '../json-input.ts'
import { UsageError } from '../usage-error.ts'
import { given, toNumber, toPairs } from '../values.ts'

/** Flags that make up the body of a schedule. */
export const scheduleFlags = {
  type: { type: 'string', description: 'The workflow type to run' },
  input: { type: 'string', valueHint: 'json|@file|-', description: 'The input' },
  cron: { type: 'string', repeat: true, valueHint: 'line', description: 'When, as cron' },
  every: { type: 'string', valueHint: 'seconds', description: 'Every so many seconds' },
  'time-zone': { type: 'string', valueHint: 'zone', description: 'Zone of cron. Default: UTC' },
  'start-at': { type: 'string', valueHint: 'time', description: 'Not before this time (RFC 3339)' },
  'end-at': { type: 'string', valueHint: 'time', description: 'Not after this time (RFC 3339)' },
  overlap: {
    type: 'enum',
    options: overlapPolicies,
    description: 'When a run of the schedule is still open. Default: skip',
  },
  'task-queue': {
    type: 'string',
    description: 'Pin it to this task queue, rather than follow the type',
  },
  label: { type: 'string', repeat: true, valueHint: 'k=v', description: 'A label' },
  paused: { type: 'boolean', description: 'Make it paused' },
  note: { type: 'string', description: 'A note' },
  body: {
    type: 'string',
    valueHint: 'json|@file|-',
    description: 'The whole body, for every other option; flags win over its members',
  },
} as const satisfies Flags

/** @throws UsageError for what is no JSON, no number or no pair; the gateway judges the rest. */
export async function readScheduleBody(
  flags: ValuesOf<typeof scheduleFlags>,
): Promise<CreateScheduleBody> {
  const body = flags.body === undefined ? {} : await readJsonObject('--body', flags.body)
  const every = toNumber('--every', flags.every, { min: 1, isWhole: true })
  const type = flags.type ?? body['workflow_type']
  if (typeof type !== 'string') throw new UsageError('--type is missing, and so is it in --body')
  return {
    ...body,
    ...given({
      workflow_type: type,
      input: await readOptionalJson('--input', flags.input),
      cron: flags.cron.length > 0 ? flags.cron : undefined,
      intervals: every === undefined ? undefined : [{ every_seconds: every }],
      time_zone: flags['time-zone'],
      start_at: flags['start-at'],
      end_at: flags['end-at'],
      overlap_policy: flags.overlap,
      task_queue: flags['task-queue'],
      labels: flags.label.length > 0 ? toPairs('--label', flags.label) : undefined,
      paused: flags.paused || undefined,
      note: flags.note,
    }),
    workflow_type: type,
  }
}
