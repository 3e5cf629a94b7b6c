import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunSummary } from '@temporal-registry/contract/runs'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { eventually } from '../../test/wait.ts'
import { startTestWorker, type TestWorker } from '../../test/worker.ts'

let gateway: TestGateway
let worker: TestWorker
const prefix = `list-${randomUUID()}`
// Temporal on SQLite escapes backslashes and double quotes once too often, and finds no name with them.
const awkward = `${prefix} o'brien %_ \`x\` 日本`

beforeAll(async () => {
  gateway = await startTestGateway()
  worker = await startTestWorker(gateway)
  const { workflows, runs } = gateway.client
  const start = (type: string, id: string, body: object) =>
    workflows.start(type, { workflow_id: id, ...body })
  for (let at = 0; at < 8; at++) await start('echo', `${prefix}-echo-${at}`, {})
  await start('fail', `${prefix}-failed`, { input: { message: 'x' } })
  await start('nap', `${prefix}-open`, { input: { ms: 600_000 } })
  await start('nap', `${prefix}-canceled`, { input: { ms: 600_000 } })
  await start('nap', awkward, { input: { ms: 600_000 } })
  await start('nap', `${prefix}-timed-out`, {
    input: { ms: 600_000 },
    timeouts: { run_seconds: 1 },
  })
  await start('hop', `${prefix}-hop`, { input: { hops: 1 } })
  await runs.cancel(`${prefix}-canceled`)
  await runs.terminate(awkward)
  // Visibility follows the runs with a delay.
  await eventually(async () => {
    const open = (await all({})).filter(({ status }) => status === 'running')
    return (await all({})).length === 15 && open.length === 1
  })
})
afterAll(async () => {
  await gateway.client.runs.terminate(`${prefix}-open`)
  await worker[Symbol.asyncDispose]()
  await gateway.close()
})

/** Runs of this file's own queue. */
const all = async (query: Record<string, string | number>) =>
  (await gateway.client.runs.list({ task_queue: worker.taskQueue, ...query })).runs

const ids = (runs: readonly RunSummary[]) => runs.map((run) => run.workflow_id.slice(prefix.length))

test('a run in a list has what identifies it, how it stands, and its times', async () => {
  const [open] = await all({ workflow_id: `${prefix}-open` })
  const [failed] = await all({ workflow_id: `${prefix}-failed` })

  expect(open).toEqual({
    workflow_id: `${prefix}-open`,
    run_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    workflow_type: 'nap',
    task_queue: worker.taskQueue,
    status: 'running',
    started_at: expect.stringMatching(/^\d{4}-.*Z$/),
    closed_at: null,
  })
  expect(failed).toMatchObject({ status: 'failed', closed_at: expect.stringMatching(/Z$/) })
})

test.each([
  ['running', ['-open']],
  ['failed', ['-failed']],
  ['canceled', ['-canceled']],
  ['timed_out', ['-timed-out']],
  ['terminated', [awkward.slice(prefix.length)]],
  ['continued_as_new', ['-hop']],
])('the status %s finds the runs that stand so', async (status, expected) => {
  expect(ids(await all({ status }))).toEqual(expected)
})

test('filters narrow each other', async () => {
  expect(await all({ workflow_type: 'echo' })).toHaveLength(8)
  expect(await all({ workflow_type: 'echo', status: 'failed' })).toEqual([])
  expect(await all({ workflow_type: 'hop', status: 'completed' })).toHaveLength(1)
  expect(
    await all({ query: `WorkflowId STARTS_WITH '${prefix}-echo'`, status: 'completed' }),
  ).toHaveLength(8)
  expect(
    await all({ query: `ExecutionStatus = 'Failed' OR ExecutionStatus = 'Running'` }),
  ).toHaveLength(2)
  expect(await all({ task_queue: 'of-nobody' })).toEqual([])
})

test('a name with quotes and other letters is found, and nothing else with it', async () => {
  expect((await all({ workflow_id: awkward })).map((run) => run.workflow_id)).toEqual([awkward])
  for (const id of [
    "x' OR WorkflowType = 'echo",
    "\\' OR '1' = '1",
    "x'' OR 1=1 --",
    '\\',
    '%',
    '*',
  ]) {
    expect(await all({ workflow_id: id })).toEqual([])
    expect(await all({ workflow_type: id })).toEqual([])
  }
})

test('pages join to the whole list in one order, whatever their size', async () => {
  const whole = ids(await all({}))
  for (const limit of [1, 4, 15]) {
    const seen: RunSummary[] = []
    for await (const run of gateway.client.runs.all({ task_queue: worker.taskQueue, limit }))
      seen.push(run)

    expect(ids(seen)).toEqual(whole)
  }
})

test('a cursor belongs to its list and its filters; the limit may change', async () => {
  const query = { task_queue: worker.taskQueue, limit: 4 }
  const { next_cursor: cursor = '' } = await gateway.client.runs.list(query)
  const list = (search: string) => fetch(`${gateway.url}/runs?cursor=${cursor}&${search}`)

  expect((await list(`task_queue=${worker.taskQueue}&limit=2`)).status).toBe(200)
  for (const search of ['', 'task_queue=other', `task_queue=${worker.taskQueue}&status=failed`]) {
    expect(await (await list(search)).json()).toMatchObject({
      code: 'cursor-invalid',
      errors: [{ pointer: '?cursor' }],
    })
  }
  const history = await fetch(`${gateway.url}/runs/${prefix}-open/history?cursor=${cursor}`)
  expect(await history.json()).toMatchObject({ code: 'cursor-invalid' })
})

test('a count is of all that match, and is made only when asked for', async () => {
  const { list } = gateway.client.runs
  const query = { task_queue: worker.taskQueue, workflow_type: 'echo', limit: 3 }

  expect(await list({ ...query, count: true })).toMatchObject({ count: 8, runs: { length: 3 } })
  expect(await list(query)).not.toHaveProperty('count')
})

test('runs are counted by the hour they began in and by what became of them', async () => {
  const { counts } = gateway.client.runs
  const { steps } = await counts({ task_queue: worker.taskQueue })
  const sum = (of: (step: (typeof steps)[number]) => number) =>
    steps.reduce((total, step) => total + of(step), 0)

  expect(steps.length).toBeGreaterThanOrEqual(24)
  expect(sum((step) => step.total)).toBe(15)
  expect(sum((step) => step.by_status.completed)).toBe(9)
  expect(sum((step) => step.by_status.timed_out)).toBe(1)
  expect(sum((step) => step.duration?.of ?? 0)).toBe(9)
  const echo = await counts({ task_queue: worker.taskQueue, workflow_type: 'fail' })
  expect(echo.steps.filter(({ total }) => total > 0)).toMatchObject([
    { total: 1, by_status: { failed: 1, completed: 0 }, duration: null },
  ])
})

test('a time of too many steps, or of none, is refused', async () => {
  for (const [query, pointer] of [
    [{ step_seconds: 60 }, '?step_seconds'],
    [{ from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' }, '?from'],
  ] as const)
    await expect(gateway.client.runs.counts(query)).rejects.toMatchObject({
      code: 'validation-failed',
      problem: { errors: [{ pointer }] },
    })
})

test('the registry’s own workflows are in no list, whatever is asked for', async () => {
  const lists = [
    '',
    `?workflow_id=${gateway.registryId}`,
    `?task_queue=${gateway.registryId}`,
    '?workflow_type=temporal-registry.v1',
    `?query=${encodeURIComponent(`WorkflowId = '${gateway.registryId}' OR WorkflowType = 'x'`)}`,
  ]
  for (const list of lists) {
    const { runs } = (await (await fetch(`${gateway.url}/runs${list}`)).json()) as {
      runs: RunSummary[]
    }

    expect(runs.filter((run) => run.task_queue === gateway.registryId)).toEqual([])
  }
})
