import { ApplicationFailure } from '@temporalio/common'
import { beforeAll, expect, test } from 'vitest'
import {
  eventNames,
  failureOf,
  recordHistory,
  startPatternStand,
  type PatternStand,
} from '../../test/pattern-stand.ts'

const type = 'cookbook.activity-choice.v1'

let stand: PatternStand
beforeAll(async () => {
  stand = await startPatternStand()
  return () => stand[Symbol.asyncDispose]()
})

test('each fruit is ordered by its own activity, in the order of the list', async () => {
  const items = [
    { fruit: 'apple', amount: 2 },
    { fruit: 'cherry', amount: 1 },
    { fruit: 'banana', amount: 3 },
  ]

  const handle = await stand.start(type, { items })
  const result = await handle.result()

  expect(result).toEqual({
    orders: ['Ordered 2 apples…', 'Ordered 1 cherry…', 'Ordered 3 bananas…'],
  })
  const { events } = await handle.fetchHistory()
  const ordered = events?.flatMap(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? [],
  )
  expect(ordered).toEqual(['orderApples', 'orderCherries', 'orderBananas'])
  await recordHistory(handle, new URL('./history.json', import.meta.url))
})

test('an unknown fruit at the end of the list fails the run before anything is ordered', async () => {
  const items = [
    { fruit: 'apple', amount: 2 },
    { fruit: 'durian', amount: 1 },
  ]

  const handle = await stand.start(type, { items })
  const failure = await failureOf(handle.result())

  const expected = {
    type: 'input-invalid',
    nonRetryable: true,
    details: [{ pointer: '/items/1/fruit' }],
  }
  expect(failure.cause).toBeInstanceOf(ApplicationFailure)
  expect(failure.cause).toMatchObject(expected)
  expect(failure.cause?.message).toBe(
    'The input at /items/1/fruit must be one of apple, banana, cherry; it is "durian"',
  )
  expect(eventNames(await handle.fetchHistory())).not.toContain('activityTaskScheduled')
})

test('a run started with no input at all fails and says what it needs', async () => {
  const failure = await failureOf(stand.run(type))

  expect(failure.cause).toMatchObject({
    type: 'input-invalid',
    message: 'The input must be an object with items; it is missing',
  })
})
