import { noun, verb } from '../command.ts'
import { formatAge } from '../times.ts'

const list = verb({
  description: 'List task queues as dispatch targets',
  flags: {},
  async run(_flags, { out, connect }) {
    const answer = await (await connect()).taskQueues.list()
    if (out.isJson) return out.json(answer)
    if (answer.task_queues.length === 0) return out.note('No task queue is registered.')
    out.table(
      [
        { title: 'TASK QUEUE' },
        { title: 'STATE' },
        { title: 'WORKERS' },
        { title: 'TYPES' },
        { title: 'LAST POLL' },
        { title: 'REASON', shrinks: true },
      ],
      answer.task_queues.map((queue) => [
        queue.task_queue,
        queue.state,
        String(queue.workers.length),
        String(queue.workflow_types.length),
        formatAge(queue.last_poll_epoch),
        queue.reason,
      ]),
    )
  },
})

export const taskQueue = noun('Task queues: where runs go', { list })
