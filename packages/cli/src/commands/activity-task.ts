import { taskTemplateKinds } from '@temporal-registry/contract/activity-definition'
import { taskStatuses } from '@temporal-registry/contract/activity-runs'
import { noun, verb } from '../command.ts'
import { noteMore, pageFlags, toLimit } from '../paging.ts'
import { formatTime } from '../times.ts'
import { textOfFailure, textOfJson } from './run-text.ts'

const list = verb({
  description: 'List tasks, by run and index',
  flags: {
    run: { type: 'string', valueHint: 'id', description: 'Only of this activity run' },
    status: { type: 'enum', options: taskStatuses, description: 'Only those that stand so' },
    kind: { type: 'enum', options: taskTemplateKinds, description: 'Only of this kind' },
    ...pageFlags,
  },
  async run({ run, status, kind, limit, cursor }, { out, connect }) {
    const page = await (
      await connect()
    ).tasks.list({
      ...{ kind, cursor, run_id: run },
      status: status && [status],
      limit: toLimit(limit),
    })
    if (out.isJson) return out.json(page)
    if (page.tasks.length === 0) out.note('No task matches.')
    else
      out.table(
        [
          { title: 'TASK' },
          { title: 'TEMPLATE', shrinks: true },
          { title: 'KIND' },
          { title: 'STATUS' },
          { title: 'FINISHED' },
          { title: 'FAILURE', shrinks: true },
        ],
        page.tasks.map((task) => [
          task.id,
          task.template,
          task.kind,
          task.status,
          formatTime(task.finished_at),
          task.failure?.message ?? '',
        ]),
      )
    noteMore(out, page)
  },
})

const show = verb({
  description: 'Show a task: what it was asked to do, and what came of it',
  flags: { id: { type: 'positional', description: 'Id of the task: task-<run>-<index>' } },
  async run({ id }, { out, connect }) {
    const task = await (await connect()).tasks.get(id)
    if (out.isJson) return out.json(task)
    out.facts([
      ['task', task.id],
      ['template', task.template],
      ['kind', task.kind],
      ['status', task.status],
      ['params', textOfJson(task.params)],
      ['result', task.status === 'succeeded' ? textOfJson(task.result) : undefined],
      ...textOfFailure(task.failure ?? undefined),
      ['workflow id', task.workflow_id ?? undefined],
      ['made', formatTime(task.created_at)],
      ['started', task.started_at === null ? undefined : formatTime(task.started_at)],
      ['finished', task.finished_at === null ? undefined : formatTime(task.finished_at)],
    ])
  },
})

export const activityTask = noun('Tasks that activity runs made', { list, show })
