import { expect, test } from 'vitest'
import { isDateTime } from './date-time.ts'

test.each([
  '2026-11-21T09:00:00Z',
  '2026-11-21t09:00:00z',
  '2026-11-21T09:00:00.123456789+05:30',
  '0001-01-01T00:00:00+09:00',
  '2028-02-29T23:59:59-12:00',
])('%s is a time', (text) => {
  expect(isDateTime(text)).toBe(true)
  expect(Date.parse(text)).not.toBeNaN()
})

test.each([
  ['without a zone', '2026-11-21T09:00:00'],
  ['without a time', '2026-11-21'],
  ['with a blank for the T', '2026-11-21 09:00:00Z'],
  ['on a day there is not', '2026-02-30T00:00:00Z'],
  ['in a month there is not', '2026-13-01T00:00:00Z'],
  ['in a leap second, of which Date makes NaN', '2026-12-31T23:59:60Z'],
  ['at 24 hours', '2026-12-31T24:00:00Z'],
  ['in a zone there is not', '2026-12-31T00:00:00+99:00'],
  ['with words', 'tomorrow'],
  ['with a line after it', '2026-11-21T09:00:00Z\n'],
])('a time %s is none', (_what, text) => {
  expect(isDateTime(text)).toBe(false)
})
