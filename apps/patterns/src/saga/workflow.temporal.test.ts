import { randomUUID } from 'node:crypto'
import type { WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../../server/test/wait.ts'
import { startGatewayStand, type GatewayStand } from '../../test/gateway-stand.ts'
import { failureOf, recordHistory } from '../../test/pattern-stand.ts'

const type = 'cookbook.saga.v1'

let stand: GatewayStand
beforeAll(async () => {
  stand = await startGatewayStand()
})
afterAll(() => stand[Symbol.asyncDispose]())

const callsOf = async (handle: WorkflowHandle) =>
  (await handle.fetchHistory()).events?.flatMap(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? [],
  )

test('an order that goes well undoes nothing', async () => {
  const handle = await stand.start(type, { order_id: 'o-1' })

  expect(await handle.result()).toEqual({ receipts: ['stock-o-1', 'payment-o-1', 'courier-o-1'] })
  expect(await callsOf(handle)).toEqual(['reserveStock', 'takePayment', 'bookCourier'])
})

test('a step that fails undoes itself and all before it, the last first', async () => {
  const handle = await stand.start(type, { order_id: 'o-2', fail_at: 'courier' })
  const failure = await failureOf(handle.result())

  expect(await callsOf(handle)).toEqual([
    ...['reserveStock', 'takePayment', 'bookCourier'],
    ...['cancelCourier', 'refundPayment', 'releaseStock'],
  ])
  expect(failure.cause).toMatchObject({
    type: 'order-undone',
    message: 'The order failed at courier, and all of it was undone',
    details: [{ failed_step: 'courier', undone: ['courier', 'payment', 'stock'], not_undone: [] }],
    cause: { activityType: 'bookCourier', cause: { type: 'no-courier' } },
  })
  await recordHistory(handle, new URL('./history.json', import.meta.url))
})

test('an undo that fails for good is told, and does not keep the others', async () => {
  const input = { order_id: 'o-3', fail_at: 'courier', undo_fails_at: 'payment' }

  const failure = await failureOf(stand.run(type, input))

  expect(failure.cause).toMatchObject({
    type: 'order-left-half-done',
    details: [{ undone: ['courier', 'stock'], not_undone: ['payment'] }],
  })
})

test('a run cancelled over HTTP in the middle of a step is undone, and is cancelled', async () => {
  const { runs, workflows } = stand.client
  const input = { order_id: randomUUID(), step_ms: 30_000 }

  const { workflow_id } = await workflows.start(type, { input })
  await eventually(async () => {
    const [step] = (await runs.get(workflow_id)).pending_activities
    return step?.state === 'started'
  })
  await runs.cancel(workflow_id)

  expect(await runs.waitForResult(workflow_id)).toMatchObject({ status: 'canceled' })
  const handle = stand.temporal.workflow.getHandle(workflow_id)
  expect(await callsOf(handle)).toEqual(['reserveStock', 'releaseStock'])
})

test('the gateway refuses a step there is not', async () => {
  const refused = stand.client.workflows.start(type, { input: { order_id: 'o', fail_at: 'gift' } })

  await expect(refused).rejects.toMatchObject({
    code: 'input-invalid',
    problem: { errors: [{ pointer: '/input/fail_at' }] },
  })
})

test('past the gateway, an order without an id fails before anything is done', async () => {
  const handle = await stand.start(type, { order_id: '' })
  const failure = await failureOf(handle.result())

  expect(failure.cause).toMatchObject({
    type: 'input-invalid',
    message: 'The input at /order_id must be text of 1 to 100 characters; it is ""',
  })
  expect(await callsOf(handle)).toEqual([])
})
