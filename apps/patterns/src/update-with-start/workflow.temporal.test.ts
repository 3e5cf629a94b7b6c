import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGatewayStand, type GatewayStand } from '../../test/gateway-stand.ts'
import { failureOf, recordHistory } from '../../test/pattern-stand.ts'

const type = 'cookbook.update-with-start.v1'
const update = { name: 'await_acceptance' }

let stand: GatewayStand
beforeAll(async () => {
  stand = await startGatewayStand()
})
afterAll(() => stand[Symbol.asyncDispose]())

const transfer = (workflow_id: string, input: Record<string, unknown>, waitSeconds = 20) =>
  stand.client.workflows.updateWithStart(type, { workflow_id, input, update }, { waitSeconds })

test('one HTTP call starts the run and answers while it goes on', async () => {
  const workflow_id = randomUUID()

  const answer = await transfer(workflow_id, { amount_cents: 5_000, settle_ms: 700 })
  const { status } = await stand.client.runs.get(workflow_id)
  const { result } = await stand.client.runs.waitForResult(workflow_id)

  expect(answer).toMatchObject({
    started: true,
    answered: true,
    result: { transfer_id: workflow_id, status: 'accepted' },
  })
  expect(status).toBe('running')
  expect(result).toEqual({
    transfer_id: workflow_id,
    status: 'settled',
    statement: `statement of ${workflow_id}`,
  })
  const handle = stand.temporal.workflow.getHandle(workflow_id)
  await recordHistory(handle, new URL('./history.json', import.meta.url))
})

test('a call that is repeated meets the same transfer', async () => {
  const workflow_id = randomUUID()
  const input = { amount_cents: 5_000, settle_ms: 2_000 }

  const answers = await Promise.all([1, 2, 3].map(() => transfer(workflow_id, input)))

  expect(answers.filter(({ started }) => started)).toHaveLength(1)
  expect(new Set(answers.map(({ run_id }) => run_id)).size).toBe(1)
  expect(answers.every(({ answered }) => answered)).toBe(true)
  await stand.client.runs.terminate(workflow_id)
})

test('a transfer that is refused tells its caller why, and its run fails for that reason', async () => {
  const workflow_id = randomUUID()

  const refused = transfer(workflow_id, { amount_cents: 100_001 })

  const message = 'The account has 100000 cents, and 100001 are asked for'
  await expect(refused).rejects.toMatchObject({
    code: 'update-refused',
    message: expect.stringContaining(message),
  })
  expect(await stand.client.runs.waitForResult(workflow_id)).toMatchObject({
    status: 'failed',
    failure: { type: 'insufficient-funds', message },
  })
})

test('a caller who would not wait so long asks again', async () => {
  const workflow_id = randomUUID()
  const input = { amount_cents: 5_000, check_ms: 1_500, settle_ms: 10_000 }

  const early = await transfer(workflow_id, input, 1)
  const late = await transfer(workflow_id, input)

  expect(early.answered).toBe(false)
  expect(late).toMatchObject({ started: false, answered: true, result: { status: 'accepted' } })
  await stand.client.runs.terminate(workflow_id)
})

test('without the update it is a run like any other', async () => {
  const result = await stand.run(type, { amount_cents: 1, settle_ms: 0 })

  expect(result).toMatchObject({ status: 'settled' })
})

test('the gateway refuses an amount of nothing, and starts nothing', async () => {
  const workflow_id = randomUUID()

  await expect(transfer(workflow_id, { amount_cents: 0 })).rejects.toMatchObject({
    code: 'input-invalid',
    problem: { errors: [{ pointer: '/input/amount_cents' }] },
  })
  await expect(stand.client.runs.get(workflow_id)).rejects.toMatchObject({ code: 'run-not-found' })
})

test('past the gateway, an amount of nothing fails as invalid input', async () => {
  const failure = await failureOf(stand.run(type, { amount_cents: 0 }))

  expect(failure.cause).toMatchObject({
    type: 'input-invalid',
    details: [{ pointer: '/amount_cents' }],
  })
})
