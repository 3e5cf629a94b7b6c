import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../../server/test/wait.ts'
import { startGatewayStand, type GatewayStand } from '../../test/gateway-stand.ts'
import { eventNames, failureOf, recordHistory } from '../../test/pattern-stand.ts'

const type = 'cookbook.polling-infrequent.v1'

let stand: GatewayStand
beforeAll(async () => {
  stand = await startGatewayStand()
})
afterAll(() => stand[Symbol.asyncDispose]())

test.each([0, 3, 20])(
  'not ready at %i polls, it takes one more, and the history stays as small',
  async (ready_after_polls) => {
    const handle = await stand.start(type, { ready_after_polls, interval_ms: 10 })
    const result = await handle.result()
    const history = await handle.fetchHistory()

    expect(result).toEqual({ result: 'statement.pdf', polls: ready_after_polls + 1 })
    const attempts = history.events?.map(
      (event) => event.activityTaskStartedEventAttributes?.attempt,
    )
    expect(attempts?.find((attempt) => attempt)).toBe(ready_after_polls + 1)
    expect(eventNames(history)).toHaveLength(11)
    if (ready_after_polls === 3)
      await recordHistory(handle, new URL('./history.json', import.meta.url))
  },
)

test('waits between polls are of one length', async () => {
  const startedAtMs = performance.now()

  await stand.run(type, { ready_after_polls: 6, interval_ms: 200 })

  // With a coefficient of 2, six waits would take 12.6 s.
  const tookMs = performance.now() - startedAtMs
  expect(tookMs).toBeGreaterThan(6 * 200)
  expect(tookMs).toBeLessThan(10_000)
})

test('out of polls, the run fails and says what it waited for', async () => {
  const failure = await failureOf(
    stand.run(type, { ready_after_polls: 9, interval_ms: 10, max_polls: 3 }),
  )

  expect(failure.cause).toMatchObject({
    retryState: 'MAXIMUM_ATTEMPTS_REACHED',
    cause: { type: 'batch-pending', message: 'The batch was not ready at poll 3' },
  })
})

test('a batch that failed is not polled any longer', async () => {
  const input = { ready_after_polls: 1, interval_ms: 10, batch: 'fails' }

  const failure = await failureOf(stand.run(type, input))

  expect(failure.cause).toMatchObject({
    retryState: 'NON_RETRYABLE_FAILURE',
    cause: { type: 'batch-failed' },
  })
})

test('over HTTP the wait is seen with its last answer, and cancelled between polls', async () => {
  const { runs, workflows } = stand.client

  const input = { ready_after_polls: 9, interval_ms: 3_600_000 }
  const { workflow_id } = await workflows.start(type, { input })
  const poll = await eventually(async () => {
    const [pending] = (await runs.get(workflow_id)).pending_activities
    return pending?.last_failure && pending
  })
  await runs.cancel(workflow_id)

  expect(poll).toMatchObject({ attempt: 2, last_failure: { type: 'batch-pending' } })
  expect(await runs.waitForResult(workflow_id)).toMatchObject({ status: 'canceled' })
})

test('the gateway refuses a number of polls that is none', async () => {
  const refused = stand.client.workflows.start(type, { input: { ready_after_polls: 'soon' } })

  await expect(refused).rejects.toMatchObject({
    code: 'input-invalid',
    problem: { errors: [{ pointer: '/input/ready_after_polls' }] },
  })
})

test('past the gateway, no polls at all fail as invalid input', async () => {
  const failure = await failureOf(stand.run(type, { ready_after_polls: 1, max_polls: 0 }))

  expect(failure.cause).toMatchObject({
    type: 'input-invalid',
    nonRetryable: true,
    details: [{ pointer: '/max_polls' }],
  })
})
