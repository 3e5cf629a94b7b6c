import { beforeAll, expect, test } from 'vitest'
import {
  eventNames,
  failureOf,
  recordHistory,
  startPatternStand,
  type PatternStand,
} from '../../test/pattern-stand.ts'
import type { SentReminder } from './workflow.ts'

const type = 'cookbook.concurrent-timers.v1'

let stand: PatternStand
beforeAll(async () => {
  stand = await startPatternStand()
  return () => stand[Symbol.asyncDispose]()
})
const email = 'owner@example.com'
const everyMs: Record<string, number> = { oil: 100, inspection: 250, coolant: 400 }
const intervals = Object.entries(everyMs).map(([task, every_ms]) => ({ task, every_ms }))

test('each timer recurs at its own interval, and the first that is due comes first', async () => {
  const handle = await stand.start(type, { email, intervals, stop_after: 12 })
  const { sent } = (await handle.result()) as { sent: SentReminder[] }

  expect(sent).toHaveLength(12)
  expect(sent[0]).toEqual({ task: 'oil', due_after_ms: 100 })
  for (const [task, interval] of Object.entries(everyMs)) {
    const dues = sent.filter((each) => each.task === task).map((each) => each.due_after_ms)
    expect(dues.length).toBeGreaterThanOrEqual(1)
    expect(dues[0]).toBe(interval)
    expect(dues.filter((due) => due % interval !== 0)).toEqual([])
    expect(dues).toEqual([...new Set(dues)].toSorted((a, b) => a - b))
  }
  const events = eventNames(await handle.fetchHistory())
  expect(events.filter((name) => name === 'timerFired').length).toBeGreaterThanOrEqual(12)
  expect(events).not.toContain('timerCanceled')
  await recordHistory(handle, new URL('./history.json', import.meta.url))
})

test('a timer shorter than its work takes does not keep the others from their turn', async () => {
  const greedy = [
    { task: 'a', every_ms: 10 },
    { task: 'b', every_ms: 11 },
    { task: 'c', every_ms: 60 },
  ]

  const result = await stand.run(type, { email, intervals: greedy, stop_after: 20 })

  const tasks = (result as { sent: SentReminder[] }).sent.map(({ task }) => task)
  expect(new Set(tasks)).toEqual(new Set(['a', 'b', 'c']))
})

test('timers of years are armed together, told by query, and end with a cancelled run', async () => {
  const yearMs = 365 * 24 * 3_600_000
  const years = [1, 2, 10].map((count) => ({ task: `every ${count}`, every_ms: count * yearMs }))
  const handle = await stand.start(type, { email, intervals: years, stop_after: 1 })

  const upcoming = await handle.query<{ task: string; due_at: string }[]>('upcoming')
  await handle.cancel()
  const failure = await failureOf(handle.result())

  expect(failure.cause).toMatchObject({ name: 'CancelledFailure' })
  const first = Date.parse(upcoming[0]?.due_at ?? '')
  expect(upcoming.map(({ task, due_at }) => [task, Date.parse(due_at) - first])).toEqual([
    ['every 1', 0],
    ['every 2', yearMs],
    ['every 10', 9 * yearMs],
  ])
  const events = eventNames(await handle.fetchHistory())
  expect(events.filter((name) => name === 'timerStarted')).toHaveLength(3)
})

test('intervals that are none fail the run before any timer is armed', async () => {
  const handle = await stand.start(type, {
    email,
    intervals: [{ task: 'oil', every_ms: 0 }],
    stop_after: 1,
  })
  const failure = await failureOf(handle.result())

  expect(failure.cause).toMatchObject({
    type: 'input-invalid',
    details: [{ pointer: '/intervals/0/every_ms' }],
  })
  expect(eventNames(await handle.fetchHistory())).not.toContain('timerStarted')
})
