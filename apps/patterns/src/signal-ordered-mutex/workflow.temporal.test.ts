import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../../server/test/wait.ts'
import { startGatewayStand, type GatewayStand } from '../../test/gateway-stand.ts'
import { eventNames, failureOf, recordHistory } from '../../test/pattern-stand.ts'
import type { Grant, MutexState } from './workflow.ts'

const type = 'cookbook.signal-ordered-mutex.v1'

let stand: GatewayStand
beforeAll(async () => {
  stand = await startGatewayStand()
})
afterAll(() => stand[Symbol.asyncDispose]())

function createLock(input: Record<string, unknown> = {}) {
  const workflow_id = randomUUID()
  const { runs, workflows } = stand.client
  return {
    handle: stand.temporal.workflow.getHandle(workflow_id),
    acquire: (request_id: string, more: Record<string, unknown> = {}) =>
      workflows.signalWithStart(type, {
        workflow_id,
        input: { idle_ms: 400, ...input },
        signal: { name: 'acquire', input: { request_id, ...more } },
      }),
    granted: async (request_id: string) => {
      const options = { input: { request_id }, waitSeconds: 20 }
      return (await runs.update(workflow_id, 'await_grant', options)).result as Grant
    },
    release: (request_id: string) => runs.signal(workflow_id, 'release', { input: { request_id } }),
    state: async () => (await runs.query(workflow_id, 'state')) as MutexState,
    result: async () => (await runs.waitForResult(workflow_id)).result,
  }
}

test('over HTTP it is granted to one at a time, in the order of the signals', async () => {
  const lock = createLock()
  const names = ['ada', 'grace', 'mary', 'joan', 'edith']
  for (const name of names) await lock.acquire(name)
  const entered: Grant[] = []
  let inside = 0
  let mostInside = 0

  await Promise.all(
    names.toReversed().map(async (name) => {
      entered.push(await lock.granted(name))
      mostInside = Math.max(mostInside, ++inside)
      await sleep(10)
      inside--
      await lock.release(name)
    }),
  )

  expect(entered.map(({ request_id }) => request_id)).toEqual(names)
  expect(entered.every(({ granted }) => granted)).toBe(true)
  const tokens = entered.map(({ token }) => token)
  expect(tokens).toEqual([...new Set(tokens)].toSorted((a, b) => a - b))
  expect(mostInside).toBe(1)
  expect(await lock.result()).toEqual({ grants: 5 })
  await recordHistory(lock.handle, new URL('./history.json', import.meta.url))
})

test('a lease that runs out passes the lock on, and one who leaves the queue is skipped', async () => {
  const lock = createLock()
  await lock.acquire('asleep', { lease_ms: 300 })
  await lock.acquire('impatient')
  await lock.acquire('asleep')
  await lock.acquire('next')

  await lock.release('impatient')
  const queue = await lock.state()
  const { granted } = await lock.granted('next')

  expect(queue).toEqual({ held_by: 'asleep', waiting: ['next'] })
  expect(granted).toBe(true)
  await lock.release('next')
  expect(await lock.result()).toEqual({ grants: 2 })
})

test('a workflow that holds the lock is told by a signal, and one that is gone is passed over', async () => {
  const lock = createLock()
  const holder = await stand.start('cookbook.debounce.v1', { max_wait_ms: 60_000 })

  await lock.acquire('gone', { grant_to: randomUUID() })
  await lock.acquire('there', { grant_to: holder.workflowId })
  await eventually(async () => (await lock.state()).held_by === 'there')

  await eventually(async () =>
    eventNames(await holder.fetchHistory()).includes('workflowExecutionSignaled'),
  )
  const { events } = await holder.fetchHistory()
  const signal = events?.find((event) => event.workflowExecutionSignaledEventAttributes)
  expect(signal?.workflowExecutionSignaledEventAttributes?.signalName).toBe('lock_granted')
  await lock.release('there')
  await holder.terminate()
})

test('the queue outlives continue-as-new, and waiting callers ask again', async () => {
  const lock = createLock({ grants_per_run: 2 })
  const names = ['a', 'b', 'c', 'd', 'e']
  for (const name of names) await lock.acquire(name)
  const order: string[] = []

  for (const name of names) {
    await eventually(async () => (await lock.granted(name)).granted)
    order.push(name)
    await lock.release(name)
  }

  expect(order).toEqual(names)
  expect(await lock.result()).toEqual({ grants: 5 })
  const { raw } = await lock.handle.describe()
  expect(raw.workflowExecutionInfo?.firstRunId).not.toBe(
    raw.workflowExecutionInfo?.execution?.runId,
  )
})

test('malformed messages are refused by the gateway, and past it do no harm', async () => {
  const lock = createLock()
  await lock.acquire('ada')

  await expect(lock.acquire('')).rejects.toMatchObject({ code: 'input-invalid' })
  await expect(lock.granted('stranger')).rejects.toMatchObject({ code: 'update-refused' })
  await lock.handle.signal('acquire', { request: 'x' })
  await lock.handle.signal('release', null)

  expect(await lock.state()).toEqual({ held_by: 'ada', waiting: [] })
  await lock.release('ada')
  expect(await lock.result()).toEqual({ grants: 1 })
})

test('past the gateway, no time to idle fails as invalid input', async () => {
  const failure = await failureOf(stand.run(type, { idle_ms: 0 }))

  expect(failure.cause).toMatchObject({ type: 'input-invalid', details: [{ pointer: '/idle_ms' }] })
})
