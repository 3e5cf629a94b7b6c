import { expect, test } from 'vitest'
import { cronText, triggerText } from './trigger-text.ts'

test.each([
  ['* * * * *', 'every minute'],
  ['*/5 * * * *', 'every 5 minutes'],
  ['7 * * * *', 'hourly at :07'],
  ['0 */6 * * *', 'every 6 hours at :00'],
  ['30 2 * * *', 'daily at 02:30'],
  ['0 8,17 * * *', 'daily at 08:00 and 17:00'],
  ['0 8 * * MON-FRI', 'Monday to Friday at 08:00'],
  ['0 9 * * 1,4', 'Monday and Thursday at 09:00'],
  ['15 6 1 * *', 'on day 1 of each month at 06:15'],
  ['@daily', 'daily'],
  ['@every 5m', 'every 5m'],
])('a cron line that people write every day is told in words: %s', (line, words) => {
  expect(cronText(line)).toBe(words)
})

test.each(['0 8 1 6 *', '0 8 15 * MON', '0-30/5 * * * *', '0 0 12 * * MON 2027', '0 8 * * MON#2'])(
  'a line that is not told wrongly is told as it is: %s',
  (line) => {
    expect(cronText(line)).toBe(`cron ${line}`)
  },
)

test('a trigger says its types, sources and filter, or its times and their zone', () => {
  expect(
    triggerText({
      event: {
        types: ['order.created', 'order.*'],
        sources: ['/shop'],
        filter: 'event.data.a > 1',
      },
    }),
  ).toBe('on order.created or order.* from /shop, if event.data.a > 1')
  expect(triggerText({ schedule: { cron: ['0 8 * * MON-FRI'], time_zone: 'Europe/Berlin' } })).toBe(
    'Monday to Friday at 08:00, Europe/Berlin',
  )
  expect(
    triggerText({
      schedule: { intervals: [{ every_seconds: 3600 }], at: ['2027-01-01T00:00:00Z'] },
    }),
  ).toBe('every hour; 1 single moment')
  expect(triggerText({ manual: {} })).toBe('when somebody calls it')
})
