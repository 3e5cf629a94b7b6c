import { orphanReasons } from '@temporal-registry/contract/orphans'
import { noun, verb } from '../command.ts'
import { noteMore, pageFlags, toLimit } from '../paging.ts'
import { formatTime } from '../times.ts'

const list = verb({
  description: 'Find open runs and schedules whose type or task queue has no ready target',
  flags: {
    type: { type: 'string', description: 'Only of this workflow type' },
    'task-queue': { type: 'string', description: 'Only on this task queue' },
    reason: { type: 'enum', options: orphanReasons, description: 'Only for this reason' },
    runs: { type: 'boolean', description: 'Show each run rather than counts' },
    limit: { type: 'string', valueHint: 'n', description: 'One page of n runs. Default: 100' },
    cursor: pageFlags.cursor,
  },
  async run({ type, reason, runs, limit, cursor, ...flags }, { out, connect }) {
    const client = await connect()
    const found = await client.orphans.list({
      workflow_type: type,
      task_queue: flags['task-queue'],
      reason,
      limit: toLimit(limit),
      cursor,
    })
    if (out.isJson) return out.json(found)
    if (found.group_count === 0) out.note(`None, of ${found.open_run_count} open runs.`)
    else if (runs) {
      out.table(
        [
          { title: 'WORKFLOW ID', shrinks: true },
          { title: 'TYPE', shrinks: true },
          { title: 'TASK QUEUE', shrinks: true },
          { title: 'REASON' },
          { title: 'STARTED' },
        ],
        found.runs.map((run) => [
          run.workflow_id,
          run.workflow_type,
          run.task_queue,
          run.reason,
          formatTime(run.started_at),
        ]),
      )
      noteMore(out, found)
    } else {
      out.table(
        [
          { title: 'TYPE', shrinks: true },
          { title: 'TASK QUEUE', shrinks: true },
          { title: 'REASON' },
          { title: 'RUNS' },
          { title: 'SCHEDULES' },
          { title: 'OLDEST' },
          { title: 'SERVED UNTIL' },
        ],
        found.groups.map((group) => [
          group.workflow_type,
          group.task_queue,
          group.reason,
          String(group.run_count),
          String(group.schedule_count),
          formatTime(group.oldest_started_at),
          formatTime(group.since),
        ]),
      )
      out.note(
        `${found.orphan_run_count} of ${found.open_run_count} open runs, ${found.orphan_schedule_count} schedules`,
      )
    }
    if (!found.is_complete) out.note('Not everything could be looked at: ask again, or narrow it.')
  },
})

export const orphan = noun('Orphans: runs and schedules that nobody serves', { list })
