import { beforeAll, expect, test } from 'vitest'
import {
  eventNames,
  failureOf,
  recordHistory,
  startPatternStand,
  type PatternStand,
} from '../../test/pattern-stand.ts'
import type { LocalActivityResult } from './workflow.ts'

const type = 'cookbook.local-activity.v1'

let stand: PatternStand
beforeAll(async () => {
  stand = await startPatternStand()
  return () => stand[Symbol.asyncDispose]()
})

const countOf = (events: readonly string[], name: string) =>
  events.filter((each) => each === name).length

test('local activities take less time than normal ones, and one event each', async () => {
  const handle = await stand.start(type, { name: 'Ada', calls: 20 })
  const { greeting, normal, local } = (await handle.result()) as LocalActivityResult

  expect(greeting).toBe('Hello, Ada!')
  expect([normal.calls, local.calls]).toEqual([20, 20])
  expect(normal.ms_per_call).toBeGreaterThan(local.ms_per_call)
  expect(local.ms_per_call).toBeGreaterThanOrEqual(0)
  const events = eventNames(await handle.fetchHistory())
  expect(countOf(events, 'activityTaskScheduled')).toBe(20)
  // The check, the twenty, and the greeting that is answered.
  expect(countOf(events, 'markerRecorded')).toBe(22)
  // One for each normal activity and the first; none for the local ones, which share the last.
  expect(countOf(events, 'workflowTaskCompleted')).toBe(21)
  await recordHistory(handle, new URL('./history.json', import.meta.url))
})

test('a blank name is found by a local activity, before any normal one is scheduled', async () => {
  const handle = await stand.start(type, { name: ' ' })
  const failure = await failureOf(handle.result())

  expect(failure.cause).toMatchObject({ type: 'name-blank', nonRetryable: true })
  const events = eventNames(await handle.fetchHistory())
  expect(countOf(events, 'markerRecorded')).toBe(1)
  expect(events).not.toContain('activityTaskScheduled')
})

test('a run of no calls at all fails as invalid input', async () => {
  const failure = await failureOf(stand.run(type, { name: 'Ada', calls: 0 }))

  expect(failure.cause).toMatchObject({ type: 'input-invalid', details: [{ pointer: '/calls' }] })
})
