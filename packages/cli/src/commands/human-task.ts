import {
  humanTaskStatuses,
  type HumanDecision,
  type HumanTask,
} from '@temporal-registry/contract/human-tasks'
import { noun, verb, type Context } from '../command.ts'
import { readJson, readOptionalJson } from '../json-input.ts'
import { noteMore, pageFlags, toLimit } from '../paging.ts'
import { formatTime } from '../times.ts'

const id = { type: 'positional', description: 'Id of the human task' } as const
const as = {
  type: 'string',
  valueHint: 'person',
  description: 'Act for this person; needs a token with the scope admin',
} as const
const comment = { type: 'string', valueHint: 'text', description: 'Why' } as const
const answer = {
  type: 'string',
  valueHint: 'json',
  description: 'What the form asks for: JSON, @file or - for standard input',
} as const

const list = verb({
  description: 'List human tasks',
  flags: {
    assignee: { type: 'string', valueHint: 'person', description: 'Only for them; me: for you' },
    group: { type: 'string', description: 'Only for this group' },
    status: { type: 'enum', options: humanTaskStatuses, description: 'Only these' },
    run: { type: 'string', valueHint: 'id', description: 'Only of this activity run' },
    search: { type: 'string', valueHint: 'text', description: 'Only with this in their title' },
    ...pageFlags,
    as,
  },
  async run(
    { assignee, group, status, run, search: q, limit, cursor, as: actor },
    { out, connect },
  ) {
    const { humanTasks } = await connect()
    const page = await humanTasks.list(
      {
        ...{ assignee, group, q, cursor, run_id: run },
        status: status === undefined ? undefined : [status],
        limit: toLimit(limit),
      },
      { actor },
    )
    if (out.isJson) return out.json(page)
    if (page.human_tasks.length === 0) out.note('No human task matches.')
    else
      out.table(
        [
          { title: 'HUMAN TASK' },
          { title: 'TITLE', shrinks: true },
          { title: 'STATE' },
          { title: 'DUE' },
          { title: 'CLAIMED BY', shrinks: true },
        ],
        page.human_tasks.map((one) => [
          one.id,
          one.title,
          one.outcome ?? one.status,
          formatTime(one.due_at),
          one.claimed_by ?? '',
        ]),
      )
    noteMore(out, page)
  },
})

const show = verb({
  description: 'Show a human task as JSON: its form, decisions and history',
  flags: { id },
  async run({ id: task }, { out, connect }) {
    out.json(await (await connect()).humanTasks.get(task))
  },
})

const claim = verb({
  description: 'Take a human task, so that nobody else decides it meanwhile',
  flags: { id, as },
  async run({ id: task, as: actor }, { out, connect }) {
    tell(out, await (await connect()).humanTasks.claim(task, { actor }))
  },
})

const release = verb({
  description: 'Give a claimed human task back',
  flags: { id, as },
  async run({ id: task, as: actor }, { out, connect }) {
    tell(out, await (await connect()).humanTasks.release(task, { actor }))
  },
})

const delegate = verb({
  description: 'Hand a human task to another person',
  flags: { id, to: { type: 'positional', description: 'The person' }, comment, as },
  async run({ id: task, to, comment: why, as: actor }, { out, connect }) {
    tell(out, await (await connect()).humanTasks.delegate(task, { to, comment: why }, { actor }))
  },
})

const approve = verb({
  description: 'Approve a human task',
  flags: { id, answer, comment, as },
  async run({ id: task, answer: json, comment: why, as: actor }, context) {
    const said = { answer: await readOptionalJson('--answer', json), comment: why }
    await decide(context, task, { decision: 'approve', ...said, actor })
  },
})

const reject = verb({
  description: 'Reject a human task',
  flags: { id, comment, as },
  run: ({ id: task, comment: why, as: actor }, context) =>
    decide(context, task, { decision: 'reject', comment: why, actor }),
})

const answerTask = verb({
  description: 'Answer a human task that has a form',
  flags: { id, answer: { ...answer, type: 'positional' }, comment, as },
  async run({ id: task, answer: json, comment: why, as: actor }, context) {
    const said = { answer: await readJson('the answer', json), comment: why }
    await decide(context, task, { decision: 'answer', ...said, actor })
  },
})

async function decide(
  { out, connect }: Context,
  task: string,
  {
    actor,
    ...said
  }: {
    readonly decision: HumanDecision
    readonly answer?: unknown
    readonly comment: string | undefined
    readonly actor: string | undefined
  },
): Promise<void> {
  tell(out, await (await connect()).humanTasks.decide(task, said, { actor }))
}

function tell(out: Context['out'], task: HumanTask): void {
  if (out.isJson) return out.json(task)
  const by = task.claimed_by === null ? '' : ` by ${task.claimed_by}`
  const short =
    task.status === 'open' && task.agreed > 0 ? `, ${task.agreed} of ${task.quorum}` : ''
  out.line(`«${task.title}» is ${task.outcome ?? task.status}${by}${short}`)
}

export const humanTask = noun('Tasks that people decide', {
  ...{ list, show, claim, release, delegate, approve, reject },
  answer: answerTask,
})
