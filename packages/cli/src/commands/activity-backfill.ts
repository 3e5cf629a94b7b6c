import {
  activityBackfillStatuses,
  activityBackfillLimits as limits,
  recoveries,
  type ActivityBackfill,
} from '@temporal-registry/contract/activity-backfills'
import type { Client } from '@temporal-registry/sdk/client'
import { verb } from '../command.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { untilInterrupted } from '../interrupt.ts'
import type { Output } from '../output.ts'
import { noteMore, pageFlags, toLimit } from '../paging.ts'
import { formatTime } from '../times.ts'
import { UsageError } from '../usage-error.ts'
import { toNumber } from '../values.ts'

const definition = { type: 'positional', description: 'Name or id of the definition' } as const
const wait = {
  type: 'string',
  valueHint: 'seconds',
  description: 'Wait so long for its end, and say how far it is; Ctrl-C ends the waiting only',
} as const

export const upcoming = verb({
  description: 'List the times at which an activity definition fires',
  flags: {
    definition,
    from: { type: 'string', valueHint: 'time', description: 'From this time. Default: now' },
    to: { type: 'string', valueHint: 'time', description: 'Up to this time. Default: a year on' },
    limit: { type: 'string', valueHint: 'n', description: 'How many. Default: 10' },
  },
  async run({ definition: name, from, to, limit }, { out, connect }) {
    const { activityDefinitions } = await connect()
    const found = await activityDefinitions.upcoming(name, { from, to, limit: toLimit(limit) })
    if (out.isJson) return out.json(found)
    for (const time of found.times) out.line(time)
    if (found.times.length === 0) out.note('None.')
    else if (found.more) out.note('There are more.')
  },
})

export const backfill = verb({
  description: 'Run an activity definition for times of its schedule that are past',
  flags: {
    definition,
    from: { type: 'string', valueHint: 'time', description: 'From this time on (RFC 3339)' },
    to: { type: 'string', valueHint: 'time', description: 'Up to this time (RFC 3339)' },
    'dry-run': { type: 'boolean', description: 'Only count and show' },
    'max-parallel': { type: 'string', valueHint: 'n', description: 'Runs at a time. Default: 1' },
    'per-minute': {
      type: 'string',
      valueHint: 'n',
      description: `Runs made in a minute. Default: ${limits.maxPerMinute}`,
    },
    force: { type: 'boolean', description: 'Run again for times that it ran for already' },
    max: {
      type: 'string',
      valueHint: 'n',
      description: `Refuse more than n. Default: ${limits.defaultMaxOccurrences}`,
    },
    'idempotency-key': {
      type: 'string',
      valueHint: 'key',
      description: 'The same key gives the same backfill, however often this is repeated',
    },
    wait,
  },
  async run({ definition: name, from, to, force, max, ...flags }, { out, connect }) {
    if (from === undefined || to === undefined) throw new UsageError('--from and --to are needed')
    const count = (flag: string, text: string | undefined) =>
      toNumber(flag, text, { min: 1, isWhole: true })
    const totalSeconds = toNumber('--wait', flags.wait)
    const body = {
      ...{ from, to, force: force || undefined },
      max_parallel: count('--max-parallel', flags['max-parallel']),
      per_minute: count('--per-minute', flags['per-minute']),
      max_occurrences: count('--max', max),
    }
    const client = await connect()
    if (flags['dry-run']) {
      const preview = await client.activityBackfills.preview(name, body)
      if (out.isJson) return out.json(preview)
      return out.facts([
        ['occurrences', String(preview.planned)],
        ['ran already', String(preview.ran_already)],
        ['first', preview.first_at ?? undefined],
        ['last', preview.last_at ?? undefined],
      ])
    }
    const options = { idempotencyKey: flags['idempotency-key'] ?? 'auto' }
    const created = await client.activityBackfills.create(name, body, options)
    return conclude({ name, standing: created, totalSeconds }, { out, client })
  },
})

export const backfills = verb({
  description: 'List the backfills of an activity definition, or show, follow or cancel one',
  flags: {
    definition,
    backfill: { type: 'positional', required: false, description: 'Id of one' },
    cancel: { type: 'boolean', description: 'Let it make no more runs; those it made go on' },
    wait,
    status: { type: 'enum', options: activityBackfillStatuses, description: 'Only those that are' },
    ...pageFlags,
  },
  async run({ definition: name, backfill: id, cancel, status, ...flags }, { out, connect }) {
    const totalSeconds = toNumber('--wait', flags.wait)
    if (id === undefined && (cancel || totalSeconds !== undefined))
      throw new UsageError('--cancel and --wait are about one backfill: give its id')
    const client = await connect()
    const { activityBackfills } = client
    if (id !== undefined) {
      const standing = await activityBackfills[cancel ? 'cancel' : 'get'](name, id)
      return conclude({ name, standing, totalSeconds }, { out, client })
    }
    const query = { status, cursor: flags.cursor, limit: toLimit(flags.limit) }
    const page = await activityBackfills.list(name, query)
    if (out.isJson) return out.json(page)
    if (page.backfills.length === 0) out.note('No backfill matches.')
    else
      out.table(
        [
          { title: 'BACKFILL' },
          { title: 'STATUS' },
          { title: 'FROM' },
          { title: 'TO' },
          { title: 'PROGRESS' },
          { title: 'BY', shrinks: true },
          { title: 'REASON', shrinks: true },
        ],
        page.backfills.map((one) => [
          one.id,
          one.status,
          formatTime(one.from),
          formatTime(one.to),
          progressOf(one),
          one.actor,
          one.reason ?? '',
        ]),
      )
    noteMore(out, page)
  },
})

export const resume = verb({
  description: 'Let a paused activity definition make runs again',
  flags: {
    definition,
    recover: {
      type: 'enum',
      options: recoveries,
      description: 'For which of the times that passed it runs. Default: none',
    },
    wait,
  },
  async run({ definition: name, recover, ...flags }, { out, connect }) {
    const totalSeconds = toNumber('--wait', flags.wait)
    const client = await connect()
    const resumed = await client.activityDefinitions.resume(name, { recover })
    const { backfill: recovery } = resumed
    if (recovery === null || totalSeconds === undefined) {
      if (out.isJson) return out.json(resumed)
      out.line(`${resumed.name} is ${resumed.enabled ? 'enabled' : 'disabled'}`)
      if (recovery) out.note(`What passed meanwhile: activity backfills ${name} ${recovery.id}`)
      return undefined
    }
    out.note(`${resumed.name} is enabled`)
    return conclude({ name, standing: recovery, totalSeconds }, { out, client })
  },
})

/** Shows a backfill, after its end where that is waited for. */
async function conclude(
  about: {
    readonly name: string
    readonly standing: ActivityBackfill
    readonly totalSeconds: number | undefined
  },
  { out, client }: { readonly out: Output; readonly client: Client },
): Promise<ExitCode | undefined> {
  const { name, standing, totalSeconds } = about
  if (totalSeconds === undefined) {
    show(out, standing)
    return undefined
  }
  out.note(`Backfill ${standing.id}; waiting for at most ${totalSeconds} s`)
  const { value: last, isInterrupted } = await untilInterrupted(standing, (signal, tell) =>
    client.activityBackfills.waitForEnd(name, standing.id, {
      ...{ totalSeconds, signal },
      onProgress(seen) {
        tell(seen)
        out.note(seen.reason ? `${progressOf(seen)}: ${seen.reason}` : progressOf(seen))
      },
    }),
  )
  show(out, last)
  if (isInterrupted && last.status === 'running') {
    out.note('The backfill goes on without you. To see it, or to let it make no more runs:')
    out.note(`  activity backfills ${name} ${last.id} [--cancel]`)
  }
  return exitCodeOf(last)
}

function exitCodeOf({ status, failed, outcomes }: ActivityBackfill): ExitCode {
  if (status === 'running') return exitCodes.stillRunning.code
  const isSound = status === 'finished' && failed === 0 && !outcomes.failed
  return isSound ? exitCodes.ok.code : exitCodes.runEnded.code
}

function progressOf({ planned, decided, finished, open, failed }: ActivityBackfill): string {
  const parts = [`${decided} of ${planned ?? '?'} decided`, `${finished} finished`]
  if (failed > 0) parts.push(`${failed} failed`)
  if (open > 0) parts.push(`${open} open`)
  return parts.join(', ')
}

function show(out: Output, one: ActivityBackfill): void {
  if (out.isJson) return out.json(one)
  const outcomes = Object.entries(one.outcomes).map(([outcome, count]) => `${outcome} ${count}`)
  out.facts([
    ['backfill', one.id],
    ['definition', one.definition.name],
    ['status', one.status],
    ['reason', one.reason ?? undefined],
    ['recovers', one.recover ?? undefined],
    ['span', `${formatTime(one.from)} to ${formatTime(one.to)}`],
    ['occurrences', one.planned === null ? 'not known yet' : String(one.planned)],
    ['outcomes', outcomes.join(', ') || undefined],
    ['runs', `${one.finished} finished, ${one.failed} of them failed, ${one.open} open`],
    ['forced', one.force ? 'yes' : undefined],
    ['at a time', `${one.max_parallel}, ${one.per_minute} a minute`],
    ['by', one.actor],
    ['begun', formatTime(one.created_at)],
    ['ended', one.finished_at === null ? undefined : formatTime(one.finished_at)],
  ])
}
