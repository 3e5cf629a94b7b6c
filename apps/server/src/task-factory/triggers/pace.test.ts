import { expect, test } from 'vitest'
import { nextSlot, type Pace } from './pace.ts'

const begin = new Date('2026-01-01T00:00:00Z')

/** Milliseconds after the beginning at which each of `count` callers, who all come at the beginning, may go. */
function slotsMs(pace: Pace, count: number): number[] {
  let nextAt: Date | undefined
  return Array.from({ length: count }, () => {
    const slot = nextSlot(pace, nextAt, begin)
    nextAt = slot.nextAt
    return slot.at.getTime() - begin.getTime()
  })
}

test('so many go at once, the others one by one', () => {
  expect(slotsMs({ limit: 2, period_seconds: 1 }, 5)).toEqual([0, 0, 500, 1000, 1500])
})

test('a limit of one spaces all', () => {
  expect(slotsMs({ limit: 1, period_seconds: 60 }, 3)).toEqual([0, 60_000, 120_000])
})

test('after a pause no more go at once than the limit', () => {
  const pace = { limit: 2, period_seconds: 1 }
  const late = new Date(begin.getTime() + 60_000)

  const first = nextSlot(pace, begin, late)
  const second = nextSlot(pace, first.nextAt, late)
  const third = nextSlot(pace, second.nextAt, late)

  expect([first, second, third].map(({ at }) => at.getTime() - late.getTime())).toEqual([0, 0, 500])
})
