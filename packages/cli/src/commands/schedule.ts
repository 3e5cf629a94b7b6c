import { overlapPolicies } from '@temporal-registry/contract/schedule-body'
import { scheduleManagers } from '@temporal-registry/contract/schedules'
import { noun, verb } from '../command.ts'
import { noteMore, pageFlags, toLimit } from '../paging.ts'
import { formatTime } from '../times.ts'
import { UsageError } from '../usage-error.ts'
import { backfill } from './schedule-backfill.ts'
import { readScheduleBody, scheduleFlags } from './schedule-body.ts'

const id = { type: 'positional', description: 'The schedule id' } as const

const list = verb({
  description: 'List schedules',
  flags: {
    type: { type: 'string', description: 'Only of this workflow type' },
    label: { type: 'string', repeat: true, valueHint: 'k=v', description: 'Only with this label' },
    paused: { type: 'boolean', description: 'Only paused ones' },
    by: { type: 'enum', options: scheduleManagers, description: 'Only those made by' },
    'task-queue': { type: 'string', description: 'Only on this task queue; slow' },
    q: { type: 'string', valueHint: 'text', description: 'Only with this in id, type or note' },
    ...pageFlags,
  },
  async run({ type, label, paused, by, q, limit, cursor, ...flags }, { out, connect }) {
    const page = await (
      await connect()
    ).schedules.list({
      workflow_type: type,
      label: label.length > 0 ? label : undefined,
      paused: paused || undefined,
      managed_by: by,
      task_queue: flags['task-queue'],
      q,
      limit: toLimit(limit),
      cursor,
    })
    if (out.isJson) return out.json(page)
    if (page.schedules.length === 0) out.note('No schedule matches.')
    else
      out.table(
        [
          { title: 'SCHEDULE', shrinks: true },
          { title: 'TYPE', shrinks: true },
          { title: 'STATE' },
          { title: 'NEXT' },
          { title: 'LAST' },
          { title: 'BY' },
          { title: 'NOTE', shrinks: true },
        ],
        page.schedules.map((one) => [
          one.id,
          one.workflow_type,
          one.paused ? 'paused' : 'active',
          formatTime(one.next_fires[0] ?? null),
          formatTime(one.recent.at(-1)?.started_at ?? null),
          one.managed_by,
          one.note,
        ]),
      )
    noteMore(out, page)
  },
})

const show = verb({
  description: 'Show a schedule: when it fires, where, and how it stands',
  flags: { id },
  async run({ id: scheduleId }, { out, connect }) {
    const found = await (await connect()).schedules.get(scheduleId)
    if (out.isJson) return out.json(found)
    out.facts([
      ['schedule', found.id],
      ['type', found.workflow_type],
      ['task queue', `${found.task_queue}${found.late_bound ? ', following the type' : ''}`],
      ['state', found.paused ? 'paused' : 'active'],
      ['note', found.note || undefined],
      [
        'made by',
        found.declared_by === null ? found.managed_by : `${found.declared_by} declares it`,
      ],
      ['next', found.next_fires.slice(0, 3).map(formatTime).join(', ') || 'never'],
      ['fired', String(found.counts.fired)],
      ['skipped, missed', `${found.counts.skipped}, ${found.counts.missed}`],
      ['running', found.running.map((run) => run.workflow_id).join(', ') || undefined],
      ['definition', JSON.stringify(found.definition)],
    ])
  },
})

const create = verb({
  description: 'Create a schedule; one that is there already stays as it is',
  flags: { id, ...scheduleFlags },
  async run({ id: scheduleId, ...flags }, { out, connect }) {
    const body = await readScheduleBody(flags)
    const options = { idempotencyKey: 'auto' } as const
    const created = await (await connect()).schedules.create(scheduleId, body, options)
    if (out.isJson) return out.json({ id: scheduleId, ...created })
    out.line(created.status === 'created' ? `${scheduleId} is created` : `${scheduleId} exists`)
    for (const { field, message } of created.warnings) out.note(`${field}: ${message}`)
  },
})

const update = verb({
  description: 'Replace all that a schedule says, or create it',
  flags: { id, ...scheduleFlags },
  async run({ id: scheduleId, ...flags }, { out, connect }) {
    const body = await readScheduleBody(flags)
    const stored = await (await connect()).schedules.put(scheduleId, body)
    if (out.isJson) return out.json(stored)
    out.line(`${scheduleId} is ${stored.status}; it runs on ${stored.task_queue}`)
    for (const { field, message } of stored.warnings) out.note(`${field}: ${message}`)
  },
})

const remove = verb({
  description: 'Delete a schedule; its runs go on',
  flags: { id },
  async run({ id: scheduleId }, { out, connect }) {
    await (await connect()).schedules.delete(scheduleId)
    if (out.isJson) return out.json({ id: scheduleId })
    out.line(`${scheduleId} is deleted`)
  },
})

/** Pausing and its contrary: one schedule by id, or many by type and label. */
function setPaused(word: 'pause' | 'unpause') {
  return verb({
    description: `${word === 'pause' ? 'Pause' : 'Unpause'} a schedule, or all of a type or label`,
    flags: {
      id: { type: 'positional', required: false, description: 'The schedule id' },
      type: { type: 'string', description: 'All of this workflow type' },
      label: { type: 'string', repeat: true, valueHint: 'k=v', description: 'All with this label' },
      note: { type: 'string', description: 'Why' },
      'dry-run': { type: 'boolean', description: 'Only say which' },
    },
    async run({ id: scheduleId, type, label, note, ...flags }, { out, connect }) {
      const isMany = type !== undefined || label.length > 0
      if ((scheduleId === undefined) !== isMany) {
        throw new UsageError(`${word} takes a schedule id, or --type or --label`)
      }
      const { schedules } = await connect()
      if (scheduleId !== undefined) {
        await schedules[word](scheduleId, { note })
        if (out.isJson) return out.json({ id: scheduleId })
        return out.line(`${scheduleId} is ${word}d`)
      }
      const many = word === 'pause' ? schedules.pauseMany : schedules.unpauseMany
      const answer = await many({
        workflow_type: type,
        label: label.length > 0 ? label : undefined,
        note,
        dry_run: flags['dry-run'] || undefined,
      })
      if (out.isJson) return out.json(answer)
      for (const one of answer.touched) out.line(one)
      out.note(`${answer.touched.length} ${answer.dry_run ? `would be ${word}d` : `${word}d`}`)
      for (const { schedule_id: one, detail } of answer.failed) out.note(`${one}: ${detail}`)
    },
  })
}

const trigger = verb({
  description: 'Fire a schedule now, paused or not',
  flags: {
    id,
    overlap: { type: 'enum', options: overlapPolicies, description: 'When a run is still open' },
  },
  async run({ id: scheduleId, overlap }, { out, connect }) {
    const options = { overlap_policy: overlap, idempotencyKey: 'auto' } as const
    await (await connect()).schedules.trigger(scheduleId, options)
    if (out.isJson) return out.json({ id: scheduleId })
    out.line(`${scheduleId} fires`)
  },
})

const upcoming = verb({
  description: 'List the times a schedule matches',
  flags: {
    id,
    from: { type: 'string', valueHint: 'time', description: 'From this time. Default: now' },
    to: { type: 'string', valueHint: 'time', description: 'Up to this time. Default: a year on' },
    limit: { type: 'string', valueHint: 'n', description: 'How many. Default: 10' },
  },
  async run({ id: scheduleId, from, to, limit }, { out, connect }) {
    const count = toLimit(limit)
    const found = await (await connect()).schedules.upcoming(scheduleId, { from, to, limit: count })
    if (out.isJson) return out.json(found)
    for (const time of found.times) out.line(time)
    if (found.times.length === 0) out.note('None.')
    else if (found.more) out.note('There are more.')
  },
})

const drift = verb({
  description: 'Report schedules that are not as their type or declaration would have them',
  flags: {},
  async run(_flags, { out, connect }) {
    const report = await (await connect()).schedules.drift()
    if (out.isJson) return out.json(report)
    if (report.drift.length > 0)
      out.table(
        [
          { title: 'SCHEDULE', shrinks: true },
          { title: 'TYPE', shrinks: true },
          { title: 'DRIFT' },
          { title: 'HEALS' },
          { title: 'DETAIL', shrinks: true },
        ],
        report.drift.map((one) => [
          one.schedule_id,
          one.workflow_type,
          one.kind,
          one.heals ? 'by itself' : 'no',
          one.detail,
        ]),
      )
    out.note(`${report.checked} looked at${report.complete ? '' : '; there are more'}`)
  },
})

export const schedule = noun('Schedules: what runs by itself, and when', {
  list,
  show,
  create,
  update,
  delete: remove,
  pause: setPaused('pause'),
  unpause: setPaused('unpause'),
  trigger,
  backfill,
  upcoming,
  drift,
})
