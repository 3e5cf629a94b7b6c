import {
  activityRunStatuses,
  type ActivityRun,
  type ActivityRunSummary,
} from '@temporal-registry/contract/activity-runs'
import { runTriggerKinds, type TriggerOutcome } from '@temporal-registry/contract/triggers'
import { noun, verb } from '../command.ts'
import { exitCodeOfActivityRun, exitCodes } from '../exit-code.ts'
import { readOptionalJson } from '../json-input.ts'
import type { Output } from '../output.ts'
import { noteMore, pageFlags, toLimit } from '../paging.ts'
import { formatTime } from '../times.ts'
import { toNumber } from '../values.ts'
import { idOfDefinition } from './activity-flags.ts'
import { textOfFailure, textOfJson } from './run-text.ts'

const id = { type: 'positional', description: 'Id of the activity run' } as const
const wait = {
  type: 'string',
  valueHint: 'seconds',
  description: 'Wait so long for its end',
} as const

/** Outcomes whose run may be yet to come where there is none. */
const later: readonly TriggerOutcome[] = ['throttled', 'duplicate']

export const trigger = verb({
  description: 'Run an activity definition now, whatever its trigger is',
  flags: {
    definition: { type: 'positional', description: 'Name or id of the definition' },
    input: { type: 'string', valueHint: 'json|@file|-', description: 'The input' },
    'idempotency-key': {
      type: 'string',
      valueHint: 'key',
      description: 'The same key gives the same run, however often this is repeated',
    },
    wait,
  },
  async run({ definition, input, ...flags }, { out, connect }) {
    const totalSeconds = toNumber('--wait', flags.wait)
    const said = await readOptionalJson('--input', input)
    const { activityRuns } = await connect()
    const idempotencyKey = flags['idempotency-key'] ?? 'auto'
    const triggered = await activityRuns.trigger(definition, said, { idempotencyKey })
    const { run, outcome, reason } = triggered
    if (run === null || totalSeconds === undefined) {
      if (out.isJson) out.json(triggered)
      else out.facts([['outcome', outcome], ['reason', reason], ...(run ? factsOf(run) : [])])
      if (run !== null) return undefined
      if (!later.includes(outcome)) return exitCodes.refused.code
      return totalSeconds === undefined ? undefined : exitCodes.stillRunning.code
    }
    out.note(`${run.id} ${outcome}: ${reason}; waiting for at most ${totalSeconds} s`)
    const onChange = (seen: ActivityRun) => out.note(`${seen.status}, at ${seen.stage}`)
    const last = await activityRuns.waitForEnd(run.id, { totalSeconds, onChange })
    if (out.isJson) out.json({ ...triggered, run: last })
    else showActivityRun(out, last)
    return exitCodeOfActivityRun(last.status)
  },
})

const list = verb({
  description: 'List activity runs, the newest first',
  flags: {
    definition: { type: 'string', valueHint: 'name', description: 'Only of this definition' },
    status: { type: 'enum', options: activityRunStatuses, description: 'Only those that stand so' },
    trigger: { type: 'enum', options: runTriggerKinds, description: 'Only with this trigger' },
    event: { type: 'string', valueHint: 'id', description: 'Only those of this trigger event' },
    backfill: { type: 'string', valueHint: 'id', description: 'Only those of this backfill' },
    from: { type: 'string', valueHint: 'time', description: 'Only from this time on (RFC 3339)' },
    to: { type: 'string', valueHint: 'time', description: 'Only before this time (RFC 3339)' },
    ...pageFlags,
  },
  async run({ definition, status, trigger: kind, event, from, to, ...page }, { out, connect }) {
    const client = await connect()
    const found = await client.activityRuns.list({
      ...{ from, to, event_id: event, trigger_kind: kind, cursor: page.cursor },
      backfill_id: page.backfill,
      definition_id: await idOfDefinition(client, definition),
      status: status && [status],
      limit: toLimit(page.limit),
    })
    if (out.isJson) return out.json(found)
    if (found.runs.length === 0) out.note('No activity run matches.')
    else
      out.table(
        [
          { title: 'RUN' },
          { title: 'DEFINITION', shrinks: true },
          { title: 'VERSION', yields: true },
          { title: 'TRIGGER' },
          { title: 'STATUS' },
          { title: 'FIRED' },
          { title: 'TASKS', yields: true },
          { title: 'REASON', shrinks: true },
        ],
        found.runs.map((run) => [
          run.id,
          run.definition.name,
          String(run.version_used),
          run.trigger_kind,
          run.status,
          formatTime(run.fired_at),
          String(run.tasks_spawned),
          run.reason ?? '',
        ]),
      )
    noteMore(out, found)
  },
})

const show = verb({
  description: 'Show an activity run: what set it off, what it looked at, what it made',
  flags: { id, wait },
  async run({ id: runId, ...flags }, { out, connect }) {
    const totalSeconds = toNumber('--wait', flags.wait)
    const { activityRuns } = await connect()
    const run =
      totalSeconds === undefined
        ? await activityRuns.get(runId)
        : await activityRuns.waitForEnd(runId, { totalSeconds })
    if (out.isJson) out.json(run)
    else showActivityRun(out, run)
    return totalSeconds === undefined ? undefined : exitCodeOfActivityRun(run.status)
  },
})

const cancel = verb({
  description: 'Ask for the end of an activity run and of its open tasks',
  flags: { id },
  async run({ id: runId }, { out, connect }) {
    const run = await (await connect()).activityRuns.cancel(runId)
    if (out.isJson) return out.json(run)
    out.line(`${run.id} is asked to end; it was ${run.status}`)
  },
})

function factsOf(run: ActivityRunSummary): (readonly [string, string | undefined])[] {
  return [
    ['run', run.id],
    ['definition', `${run.definition.name}, version ${run.version_used}`],
    ['status', run.status],
    ['stage', run.stage],
    ['trigger', run.trigger_kind],
    [
      'occurrence',
      run.attempt === 1 ? run.occurrence_key : `${run.occurrence_key} (${run.attempt})`,
    ],
    ['concurrency', run.concurrency_key ?? undefined],
    ['meant for', timeOf(run.scheduled_for)],
    ['backfill', run.backfill_id ?? undefined],
    ['fired', formatTime(run.fired_at)],
    ['started', timeOf(run.started_at)],
    ['finished', timeOf(run.finished_at)],
    ['workflow id', run.workflow_id],
  ]
}

function showActivityRun(out: Output, run: ActivityRun): void {
  out.facts([
    ...factsOf(run),
    ['reason', run.reason ?? undefined],
    ...textOfFailure(run.failure ?? undefined),
    ['actor', run.actor ?? undefined],
    ['input', run.input === null ? undefined : textOfJson(run.input)],
    ['events', run.event_ids.join('\n') || undefined],
    ['context', run.context ? textOfJson(run.context.snapshot) : undefined],
    ['Temporal', run.temporal_ui_url ?? undefined],
    ...run.tasks.map((task) => ['task', `${task.id}  ${task.template}  ${task.status}`] as const),
    ...run.triggers.map(
      (one) => ['ledger', `${one.stage}  ${one.outcome}  ${one.reason}`] as const,
    ),
  ])
  if (run.tasks_spawned > run.tasks.length)
    out.note(`${run.tasks_spawned} tasks in all: activity task list --run ${run.id}`)
}

function timeOf(time: string | null): string | undefined {
  return time === null ? undefined : formatTime(time)
}

export const activityRun = noun('Activity runs: what was made of an event, a fire or a call', {
  list,
  show,
  cancel,
})
