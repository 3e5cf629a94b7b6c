import { workflowStatuses } from '@temporal-registry/contract/workflow-status'
import { noun, verb } from '../command.ts'
import { exitCodeOfRun } from '../exit-code.ts'
import { showRunResult } from './run-text.ts'
import { batchStart } from './batch-start.ts'
import { readStartBody, startFlags } from './start-body.ts'
import { signalWithStart, updateWithStart } from './with-start.ts'
import { noteMore, pageFlags, toLimit } from '../paging.ts'
import { toNumber } from '../values.ts'
import { check } from './workflow-check.ts'
import { showWorkflow } from './workflow-text.ts'

const list = verb({
  description: 'List workflow types and whether they can be started now',
  flags: {
    label: {
      type: 'string',
      repeat: true,
      valueHint: 'k=v',
      description: 'Only types with this label',
    },
    owner: { type: 'string', description: 'Only types of this owner' },
    'task-queue': { type: 'string', description: 'Only types with a target on this task queue' },
    status: { type: 'enum', options: workflowStatuses, description: 'Only types in this state' },
    q: {
      type: 'string',
      valueHint: 'text',
      description: 'Only types with this text in name, description or owner',
    },
    limit: { type: 'string', valueHint: 'n', description: 'One page of n types. Default: all' },
    cursor: pageFlags.cursor,
  },
  async run({ label, owner, status, q, limit, cursor, ...flags }, { out, connect }) {
    const client = await connect()
    const page = await client.workflows.list({
      label: label.length > 0 ? label : undefined,
      owner,
      task_queue: flags['task-queue'],
      status,
      q,
      limit: toLimit(limit),
      cursor,
    })
    if (out.isJson) return out.json(page)
    if (page.workflows.length === 0) return out.note('No workflow type is registered that matches.')
    out.table(
      [
        { title: 'TYPE' },
        { title: 'STATUS' },
        { title: 'TASK QUEUE', shrinks: true, yields: true },
        { title: 'VERSION', yields: true },
        { title: 'WORKERS', yields: true },
        { title: 'DESCRIPTION', shrinks: true },
      ],
      page.workflows.map((info) => [
        info.workflow_type,
        info.status,
        info.task_queue,
        info.version || '-',
        String(info.workers.length),
        info.description,
      ]),
    )
    noteMore(out, page)
  },
})

const show = verb({
  description: 'Show one workflow type: schema, messages, targets',
  flags: { type: { type: 'positional', description: 'The workflow type' } },
  async run({ type }, { out, connect }) {
    const info = await (await connect()).workflows.get(type)
    if (out.isJson) return out.json(info)
    showWorkflow(out, info)
  },
})

const start = verb({
  description: 'Start a run of a workflow type',
  flags: {
    type: { type: 'positional', description: 'The workflow type' },
    ...startFlags,
    wait: { type: 'string', valueHint: 'seconds', description: 'Wait so long for the result' },
    'idempotency-key': {
      type: 'string',
      valueHint: 'key',
      description: 'The same key and body give the same run, however often this is repeated',
    },
  },
  async run({ type, ...flags }, { out, connect }) {
    const body = await readStartBody(flags)
    const waitSeconds = toNumber('--wait', flags.wait)
    const client = await connect()
    const idempotencyKey = flags['idempotency-key'] ?? 'auto'
    const { replayed, ...started } = await client.workflows.start(type, body, { idempotencyKey })
    if (waitSeconds === undefined) {
      if (out.isJson) return out.json({ ...started, replayed })
      return out.facts([
        ['workflow id', started.workflow_id],
        ['run id', started.run_id],
        ['task queue', started.task_queue],
        ['note', replayed ? 'this key had started the run before' : undefined],
      ])
    }
    const verdict = replayed ? 'was started before with this key' : 'is started'
    out.note(`${started.workflow_id} ${verdict}; waiting for at most ${waitSeconds} s`)
    const { workflow_id, run_id } = started
    const options = { run_id, totalSeconds: waitSeconds }
    const result = await client.runs.waitForResult(workflow_id, options)
    if (out.isJson) out.json({ ...started, ...result, replayed })
    else showRunResult(out, result)
    return exitCodeOfRun(result.status)
  },
})

const validate = verb({
  description: 'Check a start without starting anything',
  flags: { type: { type: 'positional', description: 'The workflow type' }, ...startFlags },
  async run({ type, ...flags }, { out, connect }) {
    const body = await readStartBody(flags)
    const verdict = await (await connect()).workflows.validate(type, body)
    if (out.isJson) return out.json(verdict)
    out.facts([
      ['valid', 'yes'],
      ['task queue', verdict.task_queue],
      ['route', verdict.route],
      ['workflow id', verdict.workflow_id],
    ])
  },
})

export const workflow = noun('Workflow types: what can be started', {
  list,
  show,
  start,
  validate,
  'signal-with-start': signalWithStart,
  'update-with-start': updateWithStart,
  'batch-start': batchStart,
  check,
})
