import { onNoWorkerChoices, type StartBody } from '@temporal-registry/contract/dispatch'
import type { Flags, ValuesOf } from '../flags.ts'
import { readJson, readJsonObject, readOptionalJson } from '../json-input.ts'
import { given, toNumber, toPairs } from '../values.ts'

/** Flags that make up the body of a start. */
export const startFlags = {
  input: { type: 'string', valueHint: 'json|@file|-', description: 'The input' },
  arg: {
    type: 'string',
    repeat: true,
    valueHint: 'json|@file|-',
    description: 'A positional argument, instead of --input',
  },
  id: {
    type: 'string',
    valueHint: 'workflow-id',
    description: 'The workflow id. Default: one is made',
  },
  name: { type: 'string', description: 'Claims the next id of this name: <slug>-r<n>' },
  'id-template': {
    type: 'string',
    valueHint: 'template',
    description: 'Makes the id of the input: order-{{input.order_id}}-{{date}}',
  },
  'id-time': {
    type: 'string',
    valueHint: 'time',
    description: 'What {{date}} and its like mean (RFC 3339). Default: now',
  },
  'task-queue': { type: 'string', description: 'Only a target on this task queue' },
  label: {
    type: 'string',
    repeat: true,
    valueHint: 'k=v',
    description: 'Only a worker with this label',
  },
  'on-no-worker': {
    type: 'enum',
    options: onNoWorkerChoices,
    description:
      'When no worker is ready: refuse (default), queue the run all the same, or wait for one',
  },
  'wait-for-worker': {
    type: 'string',
    valueHint: 'seconds',
    description: 'How long --on-no-worker=wait waits',
  },
  'id-reuse-policy': {
    type: 'enum',
    options: ['allow_duplicate', 'allow_duplicate_failed_only', 'reject_duplicate'],
    description: 'What a closed run with the same id means',
  },
  'id-conflict-policy': {
    type: 'enum',
    options: ['fail', 'use_existing', 'terminate_existing'],
    description: 'What an open run with the same id means',
  },
  'start-delay': { type: 'string', valueHint: 'seconds', description: 'Start so much later' },
  'start-at': { type: 'string', valueHint: 'time', description: 'Start at this time (RFC 3339)' },
  body: {
    type: 'string',
    valueHint: 'json|@file|-',
    description: 'The whole body, for every other option; flags win over its members',
  },
} as const satisfies Flags

/** @throws UsageError for what is no JSON, no number or no pair; the gateway judges the rest. */
export async function readStartBody(flags: ValuesOf<typeof startFlags>): Promise<StartBody> {
  const body = flags.body === undefined ? {} : await readJsonObject('--body', flags.body)
  const args: unknown[] = []
  for (const arg of flags.arg) args.push(await readJson('--arg', arg))
  const labels = toPairs('--label', flags.label)
  const target = given({
    task_queue: flags['task-queue'],
    labels: flags.label.length > 0 ? labels : undefined,
  })
  return {
    ...body,
    ...given({
      input: await readOptionalJson('--input', flags.input),
      args: args.length > 0 ? args : undefined,
      workflow_id: flags.id,
      name: flags.name,
      id_template: flags['id-template'],
      id_time: flags['id-time'],
      on_no_worker: flags['on-no-worker'],
      wait_for_worker_seconds: toNumber('--wait-for-worker', flags['wait-for-worker']),
      id_reuse_policy: flags['id-reuse-policy'],
      id_conflict_policy: flags['id-conflict-policy'],
      start_delay_seconds: toNumber('--start-delay', flags['start-delay']),
      start_at: flags['start-at'],
      target: Object.keys(target).length > 0 ? target : undefined,
    }),
  }
}
