import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../../server/test/wait.ts'
import { startGatewayStand, type GatewayStand } from '../../test/gateway-stand.ts'
import { failureOf, recordHistory } from '../../test/pattern-stand.ts'

const type = 'cookbook.human-approval.v1'
const subject = 'Release 2.0'

let stand: GatewayStand
beforeAll(async () => {
  stand = await startGatewayStand()
})
afterAll(() => stand[Symbol.asyncDispose]())

async function ask(input: Record<string, unknown>) {
  const { workflow_id: id } = await stand.client.workflows.start(type, {
    input: { subject, ...input },
  })
  const { runs } = stand.client
  return {
    id,
    vote: (approver: string, decision: string) =>
      runs.update(id, 'vote', { input: { approver, decision }, waitSeconds: 10 }),
    state: () => runs.query(id, 'state'),
    result: async () => (await runs.waitForResult(id)).result,
  }
}

test('over HTTP, it is approved when enough have voted for it', async () => {
  const request = await ask({ approvers: ['ada', 'grace', 'mary'], approvals_needed: 2 })

  const first = await request.vote('ada', 'approve')
  const second = await request.vote('mary', 'approve')

  expect(first.result).toMatchObject({ outcome: 'pending', waiting_for: ['grace', 'mary'] })
  expect(second.result).toMatchObject({ outcome: 'approved' })
  expect(await request.result()).toMatchObject({
    outcome: 'approved',
    votes: [
      { approver: 'ada', decision: 'approve' },
      { approver: 'mary', decision: 'approve' },
    ],
  })
})

test('one rejection ends it', async () => {
  const request = await ask({ approvers: ['ada', 'grace'], approvals_needed: 2 })

  await request.vote('grace', 'reject')

  expect(await request.result()).toMatchObject({ outcome: 'rejected', waiting_for: ['ada'] })
})

test('a stranger, a second vote and a malformed one are refused, and it still waits', async () => {
  const request = await ask({ approvers: ['ada', 'grace'], approvals_needed: 2 })
  await request.vote('ada', 'approve')
  const past = stand.temporal.workflow.getHandle(request.id)

  await expect(request.vote('eve', 'approve')).rejects.toMatchObject({ code: 'update-refused' })
  await expect(request.vote('ada', 'reject')).rejects.toThrow('ada has voted already')
  await expect(request.vote('grace', 'perhaps')).rejects.toMatchObject({ code: 'input-invalid' })
  await expect(
    past.executeUpdate('vote', { args: [{ approver: 'grace', decision: 'perhaps' }] }),
  ).rejects.toMatchObject({ cause: { type: 'input-invalid' } })
  expect(await request.state()).toMatchObject({ outcome: 'pending', waiting_for: ['grace'] })
  await stand.client.runs.terminate(request.id)
})

test('nobody votes: those who have not are reminded, and then it has expired', async () => {
  const input = {
    approvers: ['ada', 'grace'],
    deadline_ms: 500,
    remind_every_ms: 50,
    max_reminders: 2,
  }

  const request = await ask(input)

  expect(await request.result()).toMatchObject({ outcome: 'expired', votes: [], reminders: 2 })
})

test('a vote after a reminder counts, and the run is cancelled only when asked to', async () => {
  const request = await ask({ approvers: ['ada'], remind_every_ms: 50, max_reminders: 1 })
  await eventually(async () => ((await request.state()) as { reminders: number }).reminders === 1)
  await request.vote('ada', 'approve')
  const cancelled = await ask({ approvers: ['ada'] })
  await stand.client.runs.cancel(cancelled.id)

  expect(await request.result()).toMatchObject({ outcome: 'approved', reminders: 1 })
  expect(await stand.client.runs.waitForResult(cancelled.id)).toMatchObject({ status: 'canceled' })
  const handle = stand.temporal.workflow.getHandle(request.id)
  await recordHistory(handle, new URL('./history.json', import.meta.url))
})

test('the gateway refuses a request without approvers', async () => {
  await expect(ask({ approvers: [] })).rejects.toMatchObject({
    code: 'input-invalid',
    problem: { errors: [{ pointer: '/input/approvers' }] },
  })
})

test('more approvals than approvers fail as invalid input', async () => {
  const failure = await failureOf(
    stand.run(type, { subject, approvers: ['ada'], approvals_needed: 2 }),
  )

  expect(failure.cause).toMatchObject({
    type: 'input-invalid',
    details: [{ pointer: '/approvals_needed' }],
  })
})
