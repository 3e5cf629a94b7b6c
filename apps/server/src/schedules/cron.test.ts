import { expect, test } from 'vitest'
import { readCalendar, SpecFault, writeCalendar } from './calendar.ts'
import { cronOf, readCron } from './cron.ts'

test.each([
  ['0 9 * * 1-5', { hour: '9', day_of_week: '1-5' }],
  ['*/15 * * * *', { minute: '*/15', hour: '*' }],
  ['0 0 1,15 * 7', { day_of_month: '1,15', day_of_week: '0' }],
  ['0 12 * JAN-mar SUN,Wed', { hour: '12', month: '1-3', day_of_week: '0,3' }],
  ['5 4 * * * 2030', { minute: '5', hour: '4', year: '2030' }],
  ['30 5 4 * * * 2030-2032', { second: '30', minute: '5', hour: '4', year: '2030-2032' }],
  ['3/20 * * * *', { minute: '3-59/20', hour: '*' }],
  ['0 0 * * 3-7', { day_of_week: '0,3-6' }],
  ['0 0 * * 0-7', {}],
  ['@daily', {}],
  ['@weekly', { day_of_week: '0' }],
])('%s is read as cron has it', (line, expected) => {
  const { comment: _, ...calendar } = writeCalendar(readCron(line).calendar ?? readCalendar({}))

  expect(calendar).toEqual(expected)
})

test('a calendar that was written as cron is shown as it was written', () => {
  const { calendar } = readCron('0 9 * * MON-FRI # before the market opens')

  expect(calendar && cronOf(calendar)).toBe('0 9 * * MON-FRI # before the market opens')
  expect(calendar && cronOf({ ...calendar, hour: [{ start: 8, end: 8, step: 1 }] })).toBe(undefined)
})

test('a zone and an interval may be written as cron', () => {
  expect(readCron('CRON_TZ=Europe/Berlin 0 9 * * *').timeZone).toBe('Europe/Berlin')
  expect(readCron('@every 1h30m/5m').interval).toEqual({ everySeconds: 5_400, offsetSeconds: 300 })
})

test.each([
  '',
  '* * * *',
  '1 2 3 4 5 6 7 8',
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '* * * 13 *',
  '* * * * 8',
  '* * * * * 1999',
  '5-1 * * * *',
  '1-2-3 * * * *',
  '*/0 * * * *',
  '*/5/5 * * * *',
  'x * * * *',
  '@fortnightly',
  '@every',
  '@every 5',
  '@every 0s',
])('«%s» is refused with what is wrong', (line) => {
  expect(() => readCron(line)).toThrow(SpecFault)
})

test('what is written of a calendar is read as the same', () => {
  const written = { hour: '9-17/2', day_of_week: '0,2-6/2', comment: 'odd hours' }

  expect(writeCalendar(readCalendar(written))).toEqual(written)
})
