import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { eventually } from '../../../server/test/wait.ts'
import { startGatewayStand, type GatewayStand } from '../../test/gateway-stand.ts'
import { eventNames, failureOf, recordHistory } from '../../test/pattern-stand.ts'

const type = 'cookbook.long-running-entity.v1'

let stand: GatewayStand
beforeAll(async () => {
  stand = await startGatewayStand()
  return () => stand[Symbol.asyncDispose]()
})

const open = (input: object) => stand.client.workflows.start(type, { input })
const ask = (id: string) => stand.client.runs.query(id, 'query_reward_status')
const cancel = async (id: string) => (await stand.client.runs.update(id, 'cancel')).result
async function addPoints(id: string, points: unknown): Promise<unknown> {
  const message = { input: { points }, idempotencyKey: 'auto' } as const
  return (await stand.client.runs.update(id, 'add_points', message)).result
}

test('points give a level at 500 and at 1,000, and are never fewer than none', async () => {
  const { workflow_id: id } = await open({ user_id: 'ada' })
  const steps = [
    [499, 499, 'basic'],
    [1, 500, 'gold'],
    [499, 999, 'gold'],
    [1, 1_000, 'platinum'],
    [-1, 999, 'gold'],
    [-5_000, 0, 'basic'],
  ] as const

  for (const [change, points, level] of steps) {
    expect(await addPoints(id, change)).toMatchObject({ points, level, is_active: true })
  }

  expect(await ask(id)).toMatchObject({ points: 0, level: 'basic' })
  await stand.handleOf({ workflow_id: id }).terminate()
})

test('cancelling answers how the account stood, and completes its run with the same', async () => {
  const started = await open({ user_id: 'grace', starting_points: 499 })
  const { workflow_id: id } = started
  await addPoints(id, 2)

  const answer = await cancel(id)
  const run = await stand.client.runs.waitForResult(id)

  const status = { user_id: 'grace', name: 'Grace', level: 'gold', points: 501, is_active: false }
  expect(answer).toEqual(status)
  expect(run).toMatchObject({ status: 'completed', result: status })
  expect(await ask(id)).toEqual(status)
  await expect(addPoints(id, 1)).rejects.toMatchObject({ code: 'run-closed' })
  await recordHistory(stand.handleOf(started), new URL('./history.json', import.meta.url))
})

test('the account survives continue-as-new, with messages of many senders at once', async () => {
  const { runs } = stand.client
  const first = await open({ user_id: 'mary', starting_points: 7, messages_per_run: 5 })
  const { workflow_id: id } = first
  const senders = Array.from({ length: 4 }, async () => {
    for (let sent = 0; sent < 6; sent++) {
      await addPoints(id, 10)
      await runs.signal(id, 'earn_points', { input: { points: 1 }, idempotencyKey: 'auto' })
    }
  })

  await Promise.all(senders)
  // A signal is answered when it is in the history, before the workflow has seen it.
  const sent = 7 + 4 * 6 * 11
  await eventually(async () => ((await ask(id)) as { points: number }).points === sent)
  const status = await cancel(id)

  expect(status).toMatchObject({ name: 'Mary', points: sent, is_active: false })
  const last = await runs.waitForResult(id)
  expect(last.run_id).not.toBe(first.run_id)
  const events = eventNames(await stand.handleOf(first).fetchHistory())
  expect(events.at(-1)).toBe('workflowExecutionContinuedAsNew')
})

test('an update repeated to a later run is answered, and counted no second time', async () => {
  const { runs } = stand.client
  const first = await open({ user_id: 'ada', messages_per_run: 1 })
  const { workflow_id: id } = first
  const once = { input: { points: 10 }, idempotencyKey: `gift-${randomUUID()}` }
  await runs.update(id, 'add_points', once)
  await eventually(async () => (await runs.get(id)).run_id !== first.run_id)

  const again = await runs.update(id, 'add_points', once)

  expect(again).toMatchObject({ answered: true, result: { name: 'Ada', points: 10 } })
  expect(await cancel(id)).toMatchObject({ points: 10 })
})

test('an update that comes with the start waits for the account to be open', async () => {
  const { workflows } = stand.client

  const { result, workflow_id } = await workflows.updateWithStart(type, {
    workflow_id: `account-${randomUUID()}`,
    input: { user_id: 'ada', starting_points: 990 },
    update: { name: 'add_points', input: { points: 10 } },
  })

  expect(result).toMatchObject({ name: 'Ada', level: 'platinum', points: 1_000 })
  await cancel(workflow_id)
})

test('points that are none are refused by the gateway, and past it leave no trace', async () => {
  const { workflow_id: id, run_id } = await open({ user_id: 'ada' })
  const handle = stand.handleOf({ workflow_id: id, run_id })

  await expect(addPoints(id, 1.5)).rejects.toMatchObject({ code: 'input-invalid' })
  const past = handle.executeUpdate('add_points', { args: [{ points: 'many' }] })
  await expect(past).rejects.toMatchObject({
    cause: { type: 'input-invalid', details: [{ pointer: '/points' }] },
  })
  await handle.signal('earn_points', { points: 'many' })

  expect(await cancel(id)).toMatchObject({ points: 0 })
  const events = eventNames(await handle.fetchHistory())
  expect(events.filter((name) => name === 'workflowExecutionUpdateAccepted')).toHaveLength(1)
})

test('input that does not fit is refused, and a user who is none ends the run', async () => {
  await expect(open({ user_id: '' })).rejects.toMatchObject({ code: 'input-invalid' })

  const failure = await failureOf(stand.run(type, { user_id: 7 }))
  const run = await stand.client.workflows.startAndWait(type, { input: { user_id: ' ' } })

  expect(failure.cause).toMatchObject({ type: 'input-invalid', details: [{ pointer: '/user_id' }] })
  expect(run).toMatchObject({ status: 'failed', failure: { cause: { type: 'user-unknown' } } })
})
