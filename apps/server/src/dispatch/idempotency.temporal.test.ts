import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { startTestGateway } from '../../test/gateway.ts'
import { eventually } from '../../test/wait.ts'
import { startTestWorker } from '../../test/worker.ts'

const keyCount = 1_000
const callers = 32

/** Runs jobs with so many callers at once. */
async function inParallel(jobs: readonly (() => Promise<void>)[]): Promise<void> {
  const queue = [...jobs]
  const call = async () => {
    for (let job = queue.shift(); job; job = queue.shift()) await job()
  }
  await Promise.all(Array.from({ length: callers }, call))
}

test('1,000 keys, each sent three times to two replicas and often hung up on, begin exactly 1,000 runs', async () => {
  await using first = await startTestGateway()
  await using second = await startTestGateway({ registryId: first.registryId })
  const marker = `idle-${randomUUID()}`
  await using worker = await startTestWorker(first)
  await eventually(async () => (await second.client.workflows.list()).workflows.length > 0)
  const runIds = new Map<string, Set<string>>()

  const send = async (key: string, url: string, isHungUpOn: boolean) => {
    const response = await fetch(`${url}/workflows/echo/start`, {
      method: 'POST',
      headers: { 'idempotency-key': `${marker}-${key}` },
      body: JSON.stringify({ input: { key }, memo: { marker } }),
      ...(isHungUpOn ? { signal: AbortSignal.timeout(5) } : {}),
    })
    const { run_id: runId } = (await response.json()) as { run_id: string }
    runIds.set(key, (runIds.get(key) ?? new Set()).add(runId))
  }
  const keys = Array.from({ length: keyCount }, (_, at) => String(at))
  await inParallel([
    ...keys.map((key) => () => send(key, first.url, true).catch(() => undefined)),
    ...keys.map((key) => () => send(key, second.url, false)),
    ...keys.map((key) => () => send(key, first.url, false)),
  ])

  const distinct = new Set([...runIds.values()].flatMap((ids) => [...ids]))
  expect(runIds.size).toBe(keyCount)
  expect([...runIds.values()].filter((ids) => ids.size !== 1)).toEqual([])
  expect(distinct.size).toBe(keyCount)
  await eventually(async () => {
    const filter = { task_queue: worker.taskQueue, count: true, limit: 1 }
    return (await first.client.runs.list(filter)).count === keyCount
  })
})
