import { expect, test } from 'vitest'
import { createClient } from '@temporal-registry/sdk/client'
import { startStubGateway } from '../../test/stub-gateway.ts'
import { askedWaitMs } from './wait.ts'

const run = { workflow_id: 'w', run_id: 'r', workflow_type: 't', started: true }

test('messages with a start go where they belong, under their key', async () => {
  await using gateway = await startStubGateway((_request, count) => ({
    status: count === 2 ? 202 : 200,
    json: { ...run, update_id: 'u' },
  }))
  const { workflows } = createClient({ url: gateway.url })
  const signal = { name: 's', input: 1 }

  await workflows.signalWithStart('t', { signal }, { idempotencyKey: 'k' })
  const open = await workflows.updateWithStart('t', { update: signal }, { waitSeconds: 3 })
  const over = await workflows.updateWithStart('t', { update: signal })

  expect([open.answered, over.answered]).toEqual([false, true])
  expect(gateway.received).toMatchObject([
    {
      path: '/workflows/t/signal-with-start',
      body: { signal },
      headers: { 'idempotency-key': 'k' },
    },
    {
      path: '/workflows/t/update-with-start',
      body: { update: signal },
      headers: { prefer: 'wait=3' },
    },
    {},
  ])
})

test("under a key of the client's own an id template gets its time, which repeats keep", async () => {
  await using gateway = await startStubGateway((_request, count) =>
    count === 1 ? { status: 503, json: {} } : { status: 200, json: { ...run, items: [] } },
  )
  const { workflows } = createClient({ url: gateway.url, retry: { firstDelayMs: 1 } })
  const body = { id_template: '{{date}}' }

  await workflows.start('t', body, { idempotencyKey: 'auto' })
  await workflows.start('t', body, { idempotencyKey: 'mine' })
  await workflows.batchStart([{ workflow_type: 't', ...body }], { idempotencyKey: 'auto' })

  const bodies = gateway.received.map((request) => request.body)
  expect(bodies[0]).toEqual({ ...body, id_time: expect.stringMatching(/^\d{4}-.*Z$/) })
  expect(bodies[1]).toEqual(bodies[0])
  expect(bodies[2]).toEqual(body)
  expect(bodies[3]).toMatchObject({ items: [{ id_time: expect.any(String) }] })
})

test('a batch may take as long as its starts, and the longest wait for a worker', () => {
  const waiting = { on_no_worker: 'wait', wait_for_worker_seconds: 7 }
  const items = [{}, waiting, { ...waiting, wait_for_worker_seconds: 2 }, {}]

  expect(askedWaitMs({}, { items })).toBeCloseTo(7_200)
})
