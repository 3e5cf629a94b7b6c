import { expect, test } from 'vitest'
import { hoursOf, isMonth, monthAfter, strengthOf, weeksOf } from './month.ts'

test('a month is weeks from Monday to Sunday', () => {
  const weeks = weeksOf('2026-11')

  expect(weeks).toHaveLength(6)
  expect(weeks[0]?.filter(Boolean)).toEqual(['2026-11-01'])
  expect(weeks[0]?.[6]).toBe('2026-11-01')
  expect(weeks[5]?.filter(Boolean)).toEqual(['2026-11-30'])
  expect(weeksOf('2028-02').flat().filter(Boolean)).toHaveLength(29)
})

test('months go on over the year', () => {
  expect(monthAfter('2026-12', 1)).toBe('2027-01')
  expect(monthAfter('2026-01', -1)).toBe('2025-12')
  expect(['2026-11', '2026-13', '1969-12', 'now'].map(isMonth)).toEqual([true, false, false, false])
})

test('days are coloured by orders of magnitude', () => {
  expect([0, 1, 2, 24, 96, 1_440].map(strengthOf)).toEqual([0, 1, 2, 2, 3, 4])
})

test('times of a day are told by the hour', () => {
  const times = ['09:00:00', '09:15:00', '09:30:20', '17:00:00']

  expect(hoursOf(times, (time) => time)).toEqual([
    { hour: '09', times: ['09:00', '09:15', '09:30:20'] },
    { hour: '17', times: ['17:00'] },
  ])
})
