import { runStatuses, type HistoryEvent } from '@temporal-registry/contract/runs'
import { verb } from '../command.ts'
import { exitCodeOfRun } from '../exit-code.ts'
import { runFlags } from './run-flags.ts'
import { showRun, showRunResult } from './run-text.ts'
import { noteMore, pageFlags, toLimit } from '../paging.ts'
import { formatTime } from '../times.ts'
import { toNumber } from '../values.ts'

export const list = verb({
  description: 'List runs',
  flags: {
    type: { type: 'string', description: 'Only runs of this workflow type' },
    status: { type: 'enum', options: runStatuses, description: 'Only runs that stand so' },
    id: {
      type: 'string',
      valueHint: 'workflow-id',
      description: 'Only runs with this workflow id',
    },
    'task-queue': { type: 'string', description: 'Only runs on this task queue' },
    query: { type: 'string', description: 'A Temporal list filter' },
    count: { type: 'boolean', description: 'Also say how many there are' },
    ...pageFlags,
  },
  async run({ type, status, id, query, count, limit, cursor, ...flags }, { out, connect }) {
    const client = await connect()
    const page = await client.runs.list({
      workflow_type: type,
      status,
      workflow_id: id,
      task_queue: flags['task-queue'],
      query,
      count: count || undefined,
      limit: toLimit(limit),
      cursor,
    })
    if (out.isJson) return out.json(page)
    if (page.runs.length === 0) out.note('No run matches.')
    else
      out.table(
        [
          { title: 'WORKFLOW ID', shrinks: true },
          { title: 'TYPE', shrinks: true },
          { title: 'STATUS' },
          { title: 'STARTED' },
          { title: 'CLOSED' },
          { title: 'RUN ID', shrinks: true },
        ],
        page.runs.map((run) => [
          run.workflow_id,
          run.workflow_type,
          run.status,
          formatTime(run.started_at),
          formatTime(run.closed_at),
          run.run_id,
        ]),
      )
    if (page.count !== undefined) out.note(`${page.count} in all`)
    noteMore(out, page)
  },
})

export const show = verb({
  description: 'Describe a run',
  flags: runFlags,
  async run({ id, 'run-id': run_id }, { out, connect }) {
    const run = await (await connect()).runs.get(id, { run_id })
    if (out.isJson) return out.json(run)
    showRun(out, run)
  },
})

export const result = verb({
  description: 'Say how a run ended',
  flags: {
    ...runFlags,
    wait: { type: 'string', valueHint: 'seconds', description: 'Wait so long for its end' },
  },
  async run({ id, 'run-id': run_id, wait }, { out, connect }) {
    const totalSeconds = toNumber('--wait', wait) ?? 0
    const run = await (await connect()).runs.waitForResult(id, { run_id, totalSeconds })
    if (out.isJson) out.json(run)
    else showRunResult(out, run)
    return exitCodeOfRun(run.status)
  },
})

export const history = verb({
  description: "Read a page of a run's history",
  flags: {
    ...runFlags,
    reverse: { type: 'boolean', description: 'Newest first' },
    ...pageFlags,
  },
  async run({ id, 'run-id': run_id, reverse, limit, cursor }, { out, connect }) {
    const client = await connect()
    const query = { run_id, reverse: reverse || undefined, limit: toLimit(limit), cursor }
    const page = await client.runs.history(id, query)
    if (out.isJson) return out.json(page)
    out.table(
      [
        { title: 'EVENT' },
        { title: 'TIME' },
        { title: 'TYPE' },
        { title: 'ATTRIBUTES', shrinks: true },
      ],
      page.events.map((event) => [
        String(event.event_id),
        formatTime(event.event_time),
        event.event_type,
        JSON.stringify(event.attributes),
      ]),
    )
    noteMore(out, page)
  },
})

export const watch = verb({
  description: "Follow a run's events until it ends, then say how",
  flags: runFlags,
  async run({ id, 'run-id': run_id }, { out, connect }) {
    const client = await connect()
    for await (const event of client.runs.events(id, { run_id })) {
      if (out.isJson) out.json({ event }, { compact: true })
      else out.line(textOfEvent(event))
    }
    const run = await client.runs.result(id, { run_id })
    if (out.isJson) out.json({ result: run }, { compact: true })
    else {
      out.line()
      showRunResult(out, run)
    }
    return exitCodeOfRun(run.status)
  },
})

function textOfEvent({ event_id, event_time, event_type }: HistoryEvent): string {
  return `${String(event_id).padStart(5)}  ${formatTime(event_time)}  ${event_type}`
}
