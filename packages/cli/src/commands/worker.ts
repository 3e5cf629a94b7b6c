import { leaseStates } from '@temporal-registry/contract/workers'
import { noun, verb } from '../command.ts'
import { noteMore, pageFlags, toLimit } from '../paging.ts'
import { formatAge } from '../times.ts'

const list = verb({
  description: 'List workers with their leases',
  flags: {
    label: {
      type: 'string',
      repeat: true,
      valueHint: 'k=v',
      description: 'Only workers with this label',
    },
    'task-queue': { type: 'string', description: 'Only workers on this task queue' },
    type: { type: 'string', description: 'Only workers that serve this workflow type' },
    lease: {
      type: 'enum',
      options: leaseStates,
      description: 'Only workers whose lease stands so',
    },
    limit: { type: 'string', valueHint: 'n', description: 'One page of n workers. Default: all' },
    cursor: pageFlags.cursor,
  },
  async run({ label, type, lease, limit, cursor, ...flags }, { out, connect }) {
    const client = await connect()
    const page = await client.workers.list({
      label: label.length > 0 ? label : undefined,
      task_queue: flags['task-queue'],
      workflow_type: type,
      lease,
      limit: toLimit(limit),
      cursor,
    })
    if (out.isJson) return out.json(page)
    if (page.workers.length === 0) return out.note('No worker holds a lease that matches.')
    out.table(
      [
        { title: 'WORKER', shrinks: true },
        { title: 'TASK QUEUE', shrinks: true },
        { title: 'LEASE' },
        { title: 'SEEN' },
        { title: 'TYPES' },
        { title: 'VERSION' },
        { title: 'SDK', shrinks: true },
      ],
      page.workers.map((worker) => [
        worker.worker_id,
        worker.task_queue,
        worker.lease,
        formatAge(worker.last_seen_epoch),
        String(worker.workflows.length),
        worker.version || '-',
        worker.sdk || '-',
      ]),
    )
    noteMore(out, page)
  },
})

const drain = verb({
  description: "Send nothing new to a worker's task queue on its behalf",
  flags: { id: { type: 'positional', description: 'The worker id' } },
  async run({ id }, { out, connect }) {
    const answer = await (await connect()).workers.drain(id)
    if (out.isJson) return out.json(answer)
    out.line(`${id} is draining; registering again ends it`)
  },
})

export const worker = noun('Workers: who runs what', { list, drain })
