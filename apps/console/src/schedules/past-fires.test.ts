import { expect, test } from 'vitest'
import { firesOf } from './past-fires.ts'

const run = (at: string) => ({
  ...{ scheduled_at: at, started_at: at, workflow_id: `run-${at}`, run_id: at },
})

test('times without a run stand between those that have one, the newest first', () => {
  const recent = [run('2026-01-01T09:00:00Z'), run('2026-01-01T11:00:00Z')]
  const matched = [
    '2026-01-01T09:00:00.000Z',
    '2026-01-01T10:00:00.000Z',
    '2026-01-01T11:00:00.000Z',
  ]

  const fires = firesOf(recent, matched)

  expect(fires.map(({ at, run: began }) => `${at} ${began ? 'ran' : 'none'}`)).toEqual([
    '2026-01-01T11:00:00Z ran',
    '2026-01-01T10:00:00.000Z none',
    '2026-01-01T09:00:00Z ran',
  ])
})
