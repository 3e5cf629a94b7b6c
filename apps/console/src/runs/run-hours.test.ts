import type { RunSummary } from '@temporal-registry/contract/runs'
import { expect, test } from 'vitest'
import { runDurations, runHours } from './run-hours.ts'

const run = (status: RunSummary['status'], started: string, closed: string | null): RunSummary => ({
  workflow_id: 'w',
  run_id: 'r',
  workflow_type: 't',
  task_queue: 'q',
  status,
  started_at: started,
  closed_at: closed,
})

const runs = [
  run('completed', '2026-01-02T11:10:00Z', '2026-01-02T11:10:02Z'),
  run('failed', '2026-01-02T11:20:00Z', '2026-01-02T11:20:09Z'),
  run('running', '2026-01-02T12:05:00Z', null),
  run('completed', '2026-01-01T11:00:00Z', '2026-01-01T11:00:01Z'),
]

test('runs stand in the hour in which they began, and older ones nowhere', () => {
  const hours = runHours(runs, new Date('2026-01-02T12:30:00Z'))

  expect(hours).toHaveLength(24)
  expect(hours.slice(-2)).toMatchObject([
    { completed: 1, failed: 1, others: 0 },
    { completed: 0, failed: 0, others: 1 },
  ])
  expect(hours[0]).toMatchObject({ completed: 0 })
})

test('only what completed says how long runs take', () => {
  expect(runDurations(runs)).toEqual({ p50Ms: 2_000, p95Ms: 2_000 })
  expect(runDurations([])).toBeUndefined()
})
