import { ActivityFailure, ApplicationFailure } from '@temporalio/common'
import { beforeAll, expect, test } from 'vitest'
import {
  failureOf,
  recordHistory,
  startPatternStand,
  type PatternStand,
} from '../../test/pattern-stand.ts'
import type { ExceptionsResult } from './workflow.ts'

const type = 'cookbook.exceptions.v1'

let stand: PatternStand
beforeAll(async () => {
  stand = await startPatternStand()
  return () => stand[Symbol.asyncDispose]()
})

test('a step that fails twice succeeds at its third attempt', async () => {
  const result = await stand.run(type, { scenario: 'retry_then_succeed' })

  expect(result).toEqual({
    outcome: 'charged',
    reference: 'charge-1',
    attempts: 3,
    failure_chain: [],
  })
})

test('a failure of a non-retryable type fails the run at the first attempt', async () => {
  const failure = await failureOf(stand.run(type, { scenario: 'non_retryable' }))

  expect(failure.cause).toBeInstanceOf(ActivityFailure)
  expect(failure.cause).toMatchObject({
    activityType: 'chargeCard',
    retryState: 'NON_RETRYABLE_FAILURE',
    cause: { type: 'card-declined', details: [{ attempt: 1 }] },
  })
})

test('out of attempts, the caller gets the chain down to the origin and its stack', async () => {
  const failure = await failureOf(stand.run(type, { scenario: 'exhausted' }))

  const activity = failure.cause
  expect(activity).toBeInstanceOf(ActivityFailure)
  expect(activity).toMatchObject({ retryState: 'MAXIMUM_ATTEMPTS_REACHED' })
  const application = activity?.cause as Error
  expect(application).toBeInstanceOf(ApplicationFailure)
  expect(application).toMatchObject({ type: 'network-unreachable', details: [{ attempt: 3 }] })
  const origin = application.cause as Error
  expect(origin.message).toBe('connect ECONNREFUSED 192.0.2.1:443')
  expect(origin.stack).toMatch(/at authorize .*exceptions\/activities\.ts/)
})

test('a caught failure is handled, and the result tells the chain', async () => {
  const handle = await stand.start(type, { scenario: 'caught' })
  const { failure_chain: chain, ...result } = (await handle.result()) as ExceptionsResult

  expect(result).toEqual({ outcome: 'invoiced', reference: 'invoice-1', attempts: 1 })
  expect(chain).toMatchObject([
    { name: 'ActivityFailure', retry_state: 'non_retryable_failure' },
    { name: 'ApplicationFailure', type: 'card-declined', message: 'The card was declined' },
    { name: 'ApplicationFailure', message: 'issuer answered 51: insufficient funds' },
  ])
  expect(chain.at(-1)?.stack_trace).toMatch(/at authorize .*exceptions\/activities\.ts/)
  await recordHistory(handle, new URL('./history.json', import.meta.url))
})

test('an unknown scenario fails as invalid input', async () => {
  const failure = await failureOf(stand.run(type, { scenario: 'panic' }))

  expect(failure.cause).toMatchObject({ type: 'input-invalid', nonRetryable: true })
})
