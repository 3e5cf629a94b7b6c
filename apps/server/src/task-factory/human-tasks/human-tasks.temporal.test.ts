import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ActivityRun } from '@temporal-registry/contract/activity-runs'
import type { HumanTask, HumanTaskSummary } from '@temporal-registry/contract/human-tasks'
import { startTestGateway, type TestGateway } from '../../../test/gateway.ts'
import { freshPostgres } from '../../../test/database.ts'
import { connectRawTemporal } from '../../../test/raw-temporal.ts'
import { recordHistory } from '../../../test/record-history.ts'
import { eventually } from '../../../test/wait.ts'

let gateway: TestGateway
let place: Awaited<ReturnType<typeof freshPostgres>>

beforeAll(async () => {
  place = await freshPostgres()
  gateway = await startTestGateway({
    database: `{ url: '${place.url}' }`,
    people: '{ groups: { finance: [bob, carol], board: [dan] } }',
  })
})

afterAll(async () => {
  await gateway.close()
  await place.remove()
})

async function call<T>(method: string, path: string, body?: unknown, actor?: string) {
  const response = await fetch(gateway.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...(actor ? { 'x-actor': actor } : {}) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, json: (await response.json()) as T }
}

/** Runs a definition with one human task, and what comes after it. */
async function ask(human: Readonly<Record<string, unknown>>, more: readonly unknown[] = []) {
  const name = `h-${randomUUID().slice(0, 8)}`
  const made = await call('POST', '/activity-definitions', {
    name,
    trigger: { manual: {} },
    tasks: [{ name: 'review', human: { title: 'Pay {{ input.amount }}', ...human } }, ...more],
  })
  expect(made).toMatchObject({ status: 201 })
  const input = { amount: 12, by: 'bob' }
  const path = `/activity-definitions/${name}/trigger`
  const triggered = await call<{ run: { id: string } }>('POST', path, { input })
  const runId = triggered.json.run.id
  const task = await eventually(async () => {
    const { json } = await call<Inbox>('GET', `/human-tasks?run_id=${runId}`)
    return json.human_tasks[0]
  })
  return { runId, id: task.id, task }
}

interface Inbox {
  readonly human_tasks: HumanTaskSummary[]
}

const shown = async (id: string) => (await call<HumanTask>('GET', `/human-tasks/${id}`)).json
const runOf = async (id: string) => (await call<ActivityRun>('GET', `/activity-runs/${id}`)).json
const decide = (id: string, actor: string, said: unknown) =>
  call<HumanTask & { code: string }>('POST', `/human-tasks/${id}/decide`, said, actor)
const ended = (runId: string) =>
  eventually(async () => {
    const run = await runOf(runId)
    return run.finished_at !== null && run
  })
const steps = ({ history }: HumanTask) => history.map(({ step, actor }) => [step, actor])

const form = {
  type: 'object',
  properties: { cost_centre: { type: 'string' } },
  required: ['cost_centre'],
}

test('a quorum of two goes on with both answers, and not with the one of who requested it', async () => {
  const { runId, id, task } = await ask(
    { form, groups: ['finance'], assignees: ['erin'], requester: '{{ input.by }}', quorum: 2 },
    [
      {
        name: 'after',
        after: ['review'],
        for_each: 'tasks.review.result.answers',
        when: 'tasks.review.result.decision == "approved" && item.cost_centre != ""',
        wait: { seconds: 0.01 },
      },
    ],
  )
  const approve = (cost_centre: string) => ({ decision: 'approve', answer: { cost_centre } })

  const self = await decide(id, 'bob', approve('c0'))
  const stranger = await decide(id, 'mallory', approve('c0'))
  const misfit = await decide(id, 'carol', { decision: 'approve', answer: {} })
  const first = await decide(id, 'carol', approve('c1'))
  const again = await decide(id, 'carol', approve('c1'))
  const other = await decide(id, 'carol', { decision: 'reject' })
  const between = await runOf(runId)
  const second = await decide(id, 'erin', approve('c2'))
  const late = await decide(id, 'erin', { decision: 'reject' })

  expect(task).toMatchObject({ title: 'Pay 12', status: 'open', requester: 'bob', quorum: 2 })
  expect(self).toMatchObject({ status: 403, json: { code: 'self-approval-refused' } })
  expect(stranger).toMatchObject({ status: 403, json: { code: 'not-for-you' } })
  expect(misfit).toMatchObject({
    status: 422,
    json: { code: 'decision-invalid', errors: [{ pointer: '/answer/cost_centre' }] },
  })
  expect(first).toMatchObject({ status: 200, json: { status: 'open', agreed: 1 } })
  expect(again.json).toEqual(first.json)
  expect(other).toMatchObject({ status: 409, json: { code: 'human-task-changed' } })
  expect(between.status).toBe('running')
  expect(second).toMatchObject({ status: 200, json: { status: 'decided', outcome: 'approved' } })
  expect(late).toMatchObject({
    status: 409,
    json: { code: 'human-task-closed', outcome: 'approved', decided_by: ['carol', 'erin'] },
  })
  const run = await ended(runId)
  expect(run.status).toBe('succeeded')
  expect(run.tasks[0]?.result).toEqual({
    decision: 'approved',
    decided_by: ['carol', 'erin'],
    answers: [{ cost_centre: 'c1' }, { cost_centre: 'c2' }],
    comments: [null, null],
  })
  expect(run.tasks.map(({ template, status }) => [template, status])).toEqual([
    ['review', 'succeeded'],
    ['after', 'succeeded'],
    ['after', 'succeeded'],
  ])
})

test('a claimed task is decided by who has it; released and delegated ones by others', async () => {
  const { id } = await ask({ groups: ['finance'] })
  const act = (verb: string, actor: string, body: unknown = null) =>
    call<HumanTask & { code: string }>('POST', `/human-tasks/${id}/${verb}`, body, actor)

  const claimed = await act('claim', 'bob')
  const taken = await act('claim', 'carol')
  const decided = await decide(id, 'carol', { decision: 'approve' })
  const notHers = await act('release', 'carol')
  const released = await act('release', 'bob')
  const stale = await act('claim', 'carol', { version: claimed.json.version })
  const delegated = await act('delegate', 'carol', { to: 'dan', comment: 'yours' })
  const inbox = await call<Inbox>(
    'GET',
    '/human-tasks?assignee=me&status=claimed',
    undefined,
    'dan',
  )
  await act('comment', 'dan', { comment: 'Too much' })
  const rejected = await decide(id, 'dan', { decision: 'reject', comment: 'No' })

  expect(claimed).toMatchObject({ status: 200, json: { status: 'claimed', claimed_by: 'bob' } })
  expect(taken).toMatchObject({ status: 409, json: { code: 'human-task-claimed' } })
  expect(decided).toMatchObject({ status: 409, json: { claimed_by: 'bob' } })
  expect(notHers.status).toBe(409)
  expect(released.json).toMatchObject({ status: 'open', claimed_by: null })
  expect(stale).toMatchObject({ status: 409, json: { code: 'human-task-changed' } })
  expect(delegated.json).toMatchObject({ status: 'claimed', claimed_by: 'dan' })
  expect(inbox.json.human_tasks.map((one) => one.id)).toContain(id)
  expect(rejected.json).toMatchObject({ status: 'decided', outcome: 'rejected' })
  expect(steps(rejected.json)).toEqual([
    ['opened', null],
    ['claimed', 'bob'],
    ['released', 'bob'],
    ['delegated', 'carol'],
    ['commented', 'dan'],
    ['rejected', 'dan'],
  ])
})

test('of two who decide at one moment one is told what the other decided', async () => {
  const { id } = await ask({ groups: ['finance'] })

  const both = await Promise.all([
    decide(id, 'bob', { decision: 'approve' }),
    decide(id, 'carol', { decision: 'reject' }),
  ])

  const won = both.find(({ status }) => status === 200)
  const lost = both.find(({ status }) => status === 409)
  expect(lost?.json).toMatchObject({ code: 'human-task-closed', outcome: won?.json.outcome })
})

test('a task nobody decides is reminded of, escalated, and told of as events', async () => {
  const before = new Date().toISOString()
  const { id, runId } = await ask({
    assignees: ['erin'],
    remind_after_seconds: 0.2,
    due_seconds: 0.6,
    escalate_to: ['dan'],
  })

  const escalated = await eventually(async () => {
    const task = await shown(id)
    return task.assignees[0] === 'dan' && task
  })
  const late = await decide(id, 'erin', { decision: 'approve' })
  const decided = await decide(id, 'dan', { decision: 'approve' })

  expect(escalated).toMatchObject({ status: 'open', assignees: ['dan'], groups: [] })
  expect(steps(escalated)).toEqual([
    ['opened', null],
    ['reminded', null],
    ['escalated', null],
  ])
  expect(late.status).toBe(403)
  expect(decided.json.outcome).toBe('approved')
  expect((await ended(runId)).status).toBe('succeeded')
  const types = await eventually(async () => {
    const path = `/events?source=/human-tasks&from=${before}`
    const { json } = await call<{ events: { type: string; id: string }[] }>('GET', path)
    const own = json.events.filter((event) => event.id.startsWith(id))
    return own.length === 3 && own.map((event) => event.type).toSorted()
  })
  expect(types).toEqual(['human-task.escalated', 'human-task.opened', 'human-task.reminded'])
  await using temporal = await connectRawTemporal()
  const workflowId = `human-${decided.json.task_id}`
  const handle = temporal.client.workflow.getHandle(workflowId)
  await handle.result()
  recordHistory('human-task', await handle.fetchHistory())
})

test.each([
  ['approve', 'succeeded', 'decided', 'approved'],
  ['reject', 'succeeded', 'decided', 'rejected'],
  ['fail', 'failed', 'expired', null],
])('what is due is made to %s', async (onDue, taskStatus, status, outcome) => {
  const { id, runId } = await ask({ due_seconds: 0.1, on_due: onDue })

  const run = await ended(runId)

  expect(run.tasks[0]?.status).toBe(taskStatus)
  expect(await shown(id)).toMatchObject({ status, outcome, decisions: [] })
})

test('a cancelled run closes what it asked', async () => {
  const { id, runId } = await ask({ assignees: ['erin'] })
  await eventually(async () => {
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text()
    return /^temporal_registry_human_tasks_open\{.*status="open".*\} [1-9]/m.test(metrics)
  })

  await call('POST', `/activity-runs/${runId}/cancel`)

  const run = await ended(runId)
  const task = await eventually(async () => {
    const now = await shown(id)
    return now.closed_at !== null && now
  })
  const late = await decide(id, 'erin', { decision: 'approve' })
  expect([run.status, run.tasks[0]?.status, task.status]).toEqual(Array(3).fill('cancelled'))
  expect(late).toMatchObject({ status: 409, json: { code: 'human-task-closed' } })
})

test('a link decides once, when its form is sent and not when it is looked at', async () => {
  const { id, runId } = await ask({ groups: ['finance'], description: '<b>Now</b>' })
  interface Links {
    readonly links: { readonly decision: string; readonly path: string }[]
  }
  const path = `/human-tasks/${id}/links`
  const made = await call<Links>('POST', path, null, 'bob')
  const stranger = await call('POST', path, null, 'mallory')
  const [approve, reject] = made.json.links.map((link) => gateway.url + link.path)
  const send = (url = '') =>
    fetch(url, { method: 'POST', body: new URLSearchParams({ comment: 'fine' }) })

  const looked = await fetch(approve ?? '')
  const before = await shown(id)
  const decided = await send(approve)
  const again = await send(approve)
  const other = await send(reject)
  const unknown = await fetch(`${gateway.url}/decide/${'x'.repeat(43)}`)

  expect([made.status, stranger.status]).toEqual([201, 403])
  expect(looked.headers.get('content-type')).toContain('text/html')
  expect(await looked.text()).toMatch(/&lt;b&gt;Now.*<form method="post">.*Approve/)
  expect(before.status).toBe('open')
  const answers = [decided, again, other, unknown]
  expect(answers.map(({ status }) => status)).toEqual([200, 410, 410, 404])
  expect(await again.text()).toContain('This link has been used')
  expect(await shown(id)).toMatchObject({
    outcome: 'approved',
    decisions: [{ actor: 'bob', comment: 'fine' }],
  })
  expect((await ended(runId)).status).toBe('succeeded')
})
