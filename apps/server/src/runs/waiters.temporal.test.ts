import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { createTestLink } from '../../test/temporal-link.ts'
import { eventually } from '../../test/wait.ts'
import { startTestWorker, type TestWorker } from '../../test/worker.ts'
import type { Temporal } from '../platform/temporal.ts'
import { createResultWaits } from './result-waits.ts'

/** The mark is 5,000 on 500, which takes a minute: WAITERS=5000 RUNS=500. */
const waiterCount = Number(process.env['WAITERS'] ?? 1_000)
const runCount = Number(process.env['RUNS'] ?? 50)
const prefix = `waited-${randomUUID()}`

let gateway: TestGateway
let worker: TestWorker
let link: ReturnType<typeof createTestLink>
let temporal: Temporal

beforeAll(async () => {
  gateway = await startTestGateway()
  worker = await startTestWorker(gateway)
  link = createTestLink(inject('temporalAddress'))
  temporal = link.temporal
  await new Promise<void>((resolve) => temporal.start(() => resolve()))
})
afterAll(async () => {
  await link.close()
  await worker[Symbol.asyncDispose]()
  await gateway.close()
})

const start = (id: string) =>
  gateway.client.workflows.start('adder', { workflow_id: id, input: { start: 7 } })

test(
  `${waiterCount} callers wait for ${runCount} runs with at most one poll a run`,
  { timeout: 300_000 },
  async () => {
    const ids = Array.from({ length: runCount }, (_, at) => `${prefix}-${at}`)
    for (const id of ids) await start(id)
    const polls = vi.spyOn(temporal.connection.workflowService, 'getWorkflowExecutionHistory')
    const waits = createResultWaits(temporal, runCount)
    const leave = new AbortController()
    const patience = { timeoutMs: 200_000, signal: leave.signal }
    const waiting = Array.from({ length: waiterCount }, (_, at) =>
      waits.follow(ids[at % runCount] ?? '', '', patience),
    )
    await eventually(() => polls.mock.calls.length >= runCount, 60_000)

    expect(waits.followedCount()).toBe(runCount)
    expect(polls.mock.calls.length).toBe(runCount)

    const [first = ''] = ids
    await Promise.all(ids.map((id) => gateway.client.runs.signal(id, 'end')))
    const closed = await Promise.all(waiting)
    expect(closed.every((run) => run.status === 'completed')).toBe(true)
    expect(closed.filter((run) => 'result' in run && run.result === 7)).toHaveLength(waiterCount)
    expect(waits.followedCount()).toBe(0)

    const again = await waits.follow(first, '', patience)
    expect(again.status).toBe('completed')
    leave.abort()
    polls.mockRestore()
  },
)

test('when as many runs are followed as may be, closed ones are answered and open ones refused', async () => {
  const [followed, closed, open] = ['followed', 'closed', 'open'].map((word) => `${prefix}-${word}`)
  for (const id of [followed, closed, open]) await start(id ?? '')
  await gateway.client.runs.signal(closed ?? '', 'end')
  await gateway.client.runs.waitForResult(closed ?? '')
  const waits = createResultWaits(temporal, 1)
  const leave = new AbortController()
  const waiting = waits.follow(followed ?? '', '', { timeoutMs: 60_000, signal: leave.signal })
  const other = { timeoutMs: 60_000 }

  expect(await waits.follow(closed ?? '', '', other)).toMatchObject({
    status: 'completed',
    result: 7,
  })
  await expect(waits.follow(open ?? '', '', other)).rejects.toMatchObject({
    code: 'too-many-waiters',
    extras: { retry_after_seconds: 1 },
  })
  const beside = waits.follow(followed ?? '', '', { timeoutMs: 1 })
  expect(await beside).toMatchObject({ status: 'running' })

  leave.abort()
  expect(await waiting).toMatchObject({ status: 'running', runId: expect.stringMatching(/-/) })
  expect(waits.followedCount()).toBe(0)
  expect(await waits.follow(open ?? '', '', { timeoutMs: 1 })).toMatchObject({ status: 'running' })
})

test('who comes as the last waiter leaves does not fall into the gap', async () => {
  const id = `${prefix}-gap`
  await start(id)
  const waits = createResultWaits(temporal, 1)
  for (let round = 0; round < 20; round++) {
    const leave = new AbortController()
    const last = waits.follow(id, '', { timeoutMs: 60_000, signal: leave.signal })
    // Nothing is between the two: the next comes while the poll is being given up.
    leave.abort()
    await last
    const next = waits.follow(id, '', { timeoutMs: 20 })

    expect(await next).toMatchObject({ status: 'running' })
  }
  expect(waits.followedCount()).toBe(0)
  await gateway.client.runs.terminate(id)
})

test('without Temporal a wait fails at once, and leaves nothing behind', async () => {
  const away = createTestLink('127.0.0.1:1')
  const waits = createResultWaits(away.temporal, 10)
  const refusal = { code: 'temporal-unreachable', extras: { retry_after_seconds: 1 } }

  await expect(waits.follow('a', '', { timeoutMs: 60_000 })).rejects.toMatchObject(refusal)
  expect(() => waits.peek('a', '')).toThrow(expect.objectContaining(refusal))
  expect(waits.followedCount()).toBe(0)
  await away.close()
})
