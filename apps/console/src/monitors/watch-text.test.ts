import { expect, test } from 'vitest'
import { cadenceText, stateText, watchText } from './watch-text.ts'

test('what a probe looks at is said in words, with its parts', () => {
  const url = 'https://example.com/a'

  expect(watchText({ http_json: { url, path: '$.up' } })).toBe(`$.up of JSON at ${url}`)
  expect(watchText({ html: { url, fields: { price: { selector: '.p' } } } })).toBe(
    `price of the page ${url}`,
  )
  expect(watchText({ tcp: { host: 'db', port: 5432 } })).toBe('port 5432 of db')
  expect(watchText({ heartbeat: { grace_seconds: 90_000 } })).toBe(
    'signs of life, missing after 1 d 1 h',
  )
})

test('when a monitor looks is said in words', () => {
  expect(cadenceText({ intervals: [{ every_seconds: 300 }] })).toBe('every 5 min')
  expect(cadenceText({ cron: ['0 9 * * *'], time_zone: 'Europe/Berlin' })).toBe(
    '0 9 * * * Europe/Berlin',
  )
  expect(cadenceText({})).toBe('never')
})

test('a state is said in a few words', () => {
  expect(stateText({ price: 1234.5 })).toBe('price 1,234.5')
  expect(stateText({ open: true, at: [1, 2], more: {} })).toBe('open true, at 2 items, more {…}')
  expect(stateText(null)).toBe('')
})
