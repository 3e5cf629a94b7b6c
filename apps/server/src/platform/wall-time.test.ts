import { expect, test } from 'vitest'
import { startOfDay, wallTime } from './wall-time.ts'

const start = (day: string, zone: string) => startOfDay(new Date(day), zone).toISOString()

test('a moment reads as the clocks of a zone show it', () => {
  const wall = wallTime(new Date('2026-07-01T22:30:15.250Z'), 'Asia/Kathmandu')

  expect(wall.toISOString()).toBe('2026-07-02T04:15:15.250Z')
})

test('a day begins at midnight of its zone, also where clocks change on it', () => {
  expect(start('2026-11-21', 'UTC')).toBe('2026-11-21T00:00:00.000Z')
  expect(start('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z')
  expect(start('2026-03-30', 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z')
  expect(start('2026-10-26', 'Europe/Berlin')).toBe('2026-10-25T23:00:00.000Z')
})

test('where clocks leap over midnight the day begins after the leap', () => {
  // From 00:00 to 01:00.
  expect(start('2026-09-06', 'America/Santiago')).toBe('2026-09-06T04:00:00.000Z')
})

test('where midnight comes twice the day begins at the first', () => {
  // Back from 01:00 to 00:00.
  expect(start('2026-11-01', 'America/Havana')).toBe('2026-11-01T04:00:00.000Z')
})
