import { expect, test } from 'vitest'
import { runHours } from './run-hours.ts'

test('counts are told apart by what became of runs, and none is left out', () => {
  const none = { running: 0, canceled: 0, continued_as_new: 0, paused: 0 }
  const by_status = { ...none, completed: 3, failed: 1, timed_out: 2, terminated: 4, running: 5 }
  const step = { from: '2026-01-01T10:00:00Z', to: '2026-01-01T11:00:00Z' }

  const [hour] = runHours([{ ...step, total: 15, by_status, duration: null }])

  expect(hour).toMatchObject({ completed: 3, failed: 7, others: 5 })
})
