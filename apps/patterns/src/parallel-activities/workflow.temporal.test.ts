import { CancelledFailure } from '@temporalio/common'
import { beforeAll, expect, test } from 'vitest'
import {
  eventNames,
  failureOf,
  recordHistory,
  startPatternStand,
  type PatternStand,
} from '../../test/pattern-stand.ts'
import type { ParallelActivitiesResult } from './workflow.ts'

const type = 'cookbook.parallel-activities.v1'

let stand: PatternStand
beforeAll(async () => {
  stand = await startPatternStand()
  return () => stand[Symbol.asyncDispose]()
})

const namesUpTo = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`)

test('100 items run at most 10 at once, and the results keep their order', async () => {
  const items = namesUpTo(100)

  const result = await stand.run(type, { items })

  expect(result).toEqual({
    results: items.map((name) => ({ status: 'completed', value: `Hello, ${name}!` })),
    completed: 100,
    failed: 0,
    highest_parallel: expect.toSatisfy((highest: number) => highest > 1 && highest <= 10),
  })
})

test('the bound is reached, and is the one of the input', async () => {
  const result = await stand.run(type, { items: namesUpTo(9), max_parallel: 3, work_ms: 400 })

  expect(result).toMatchObject({ completed: 9, highest_parallel: 3 })
})

test('collect reports a failed item in its place and goes on', async () => {
  const input = { items: ['Ada', ' ', 'Mary'], max_parallel: 2, on_failure: 'collect' }

  const handle = await stand.start(type, input)
  const result = (await handle.result()) as ParallelActivitiesResult

  expect(result.results).toEqual([
    { status: 'completed', value: 'Hello, Ada!' },
    {
      status: 'failed',
      failure: { type: 'name-blank', message: 'A blank name cannot be greeted' },
    },
    { status: 'completed', value: 'Hello, Mary!' },
  ])
  expect(result).toMatchObject({ completed: 2, failed: 1 })
  await recordHistory(handle, new URL('./history.json', import.meta.url))
})

test('fail_fast cancels what runs, starts nothing more and keeps the cause', async () => {
  const items = ['Ada', 'Grace', '', ...namesUpTo(20)]

  const handle = await stand.start(type, { items, max_parallel: 3, work_ms: 20_000 })
  const failure = await failureOf(handle.result())

  expect(failure.cause).toMatchObject({
    type: 'item-failed',
    message: 'The item at /items/2 failed, and the rest was stopped',
    details: [{ index: 2, completed: 0, failed: 1, cancelled: 2, not_started: 20 }],
    cause: { name: 'ActivityFailure', activityType: 'greet', cause: { type: 'name-blank' } },
  })
  const events = eventNames(await handle.fetchHistory())
  expect(events.filter((name) => name === 'activityTaskScheduled')).toHaveLength(3)
  expect(events.filter((name) => name === 'activityTaskCanceled')).toHaveLength(2)
})

test('a run cancelled from outside is cancelled, also when it collects failures', async () => {
  const input = { items: namesUpTo(10), max_parallel: 2, on_failure: 'collect', work_ms: 20_000 }
  const handle = await stand.start(type, input)
  await expect
    .poll(async () => eventNames(await handle.fetchHistory()), { timeout: 10_000 })
    .toContain('activityTaskScheduled')

  await handle.cancel()
  const failure = await failureOf(handle.result())

  expect(failure.cause).toBeInstanceOf(CancelledFailure)
  const events = eventNames(await handle.fetchHistory())
  expect(events.filter((name) => name === 'activityTaskScheduled')).toHaveLength(2)
})
