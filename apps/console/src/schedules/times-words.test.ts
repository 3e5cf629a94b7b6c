import { expect, test } from 'vitest'
import { calendarWords, cronWords, intervalWords, timesWords } from './times-words.ts'

test.each([
  ['0 6 * * MON-FRI', 'at 06:00 on Monday to Friday'],
  ['0 9,17 * * *', 'at 09:00 and 17:00 every day'],
  ['30 18 1 * *', 'at 18:30 on the 1st'],
  ['0 0 1,15 * *', 'at 00:00 on the 1st and 15th'],
  ['0 0 1 1 *', 'at 00:00 on the 1st in January'],
  ['@daily', 'at 00:00 every day'],
  ['@every 5m', 'every 5m'],
  ['* * * * *', 'every minute'],
  ['*/15 * * * *', 'every 15 minutes'],
  ['0 * * * *', 'every hour'],
  ['0 */2 * * *', 'every 2 hours'],
  ['5,35 * * * *', 'every hour at :05 and :35'],
  ['*/15 9-17 * * 1-5', 'every 15 minutes from 09 to 17 h on Monday to Friday'],
  ['0 8-18 * * *', 'every hour from 08 to 18 h'],
  ['0 12 * * 0,6', 'at 12:00 on Saturday and Sunday'],
  ['0 12 13 * FRI', 'at 12:00 on Friday that is the 13th'],
  ['0 12 * 6-8 * 2027', 'at 12:00 every day in June to August in 2027'],
  ['* * * * * * *', 'every second'],
  ['*/10 * * * * * *', 'every 10 seconds'],
  ['CRON_TZ=Asia/Tokyo 0 9 * * *', 'at 09:00 every day, Asia/Tokyo time'],
])('«%s» is said as «%s»', (line, words) => {
  expect(cronWords(line)).toBe(words)
})

test.each(['', '61 * * * *', '* * *', 'MON * * * *', '0 9 * * MON-', '5-1 * * * *'])(
  '«%s» has no words',
  (line) => {
    expect(cronWords(line)).toBeUndefined()
  },
)

test('parts of a calendar that are left out have their defaults', () => {
  expect(calendarWords({ hour: 6, day_of_month: '1,15' })).toBe('at 06:00 on the 1st and 15th')
  expect(calendarWords({ month: 'DEC', day_of_month: '24-26', hour: '*', minute: '*' })).toBe(
    'every minute on the 24th to 26th in December',
  )
})

test('intervals are spans, with where they begin', () => {
  expect(intervalWords({ every_seconds: 5 })).toBe('every 5 s')
  expect(intervalWords({ every_seconds: 5_400 })).toBe('every 1 h 30 min')
  expect(intervalWords({ every_seconds: 3_600, offset_seconds: 300 })).toBe('every 1 h, 5 min in')
})

test('everything that a schedule says is told, what never fires last', () => {
  const words = timesWords({
    cron: ['0 6 * * *', 'no cron'],
    intervals: [{ every_seconds: 60 }],
    exclude: [{ day_of_month: 24, month: 12, hour: '*', minute: '*' }],
  })

  expect(words.map(({ words: said, is }) => `${is}: ${said}`)).toEqual([
    'fires: at 06:00 every day',
    'fires: no cron',
    'fires: every 1 min',
    'never: at any time on the 24th in December',
  ])
})
