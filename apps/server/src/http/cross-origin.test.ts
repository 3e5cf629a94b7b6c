import { expect, test } from 'vitest'
import { assertSameOrigin } from './cross-origin.ts'

const check = (method: string, headers: Record<string, string>) => () =>
  assertSameOrigin(method, { host: 'localhost:8080', ...headers })
const refusal = expect.objectContaining({ code: 'cross-site-refused' })

test('programs, which send neither header, may do everything', () => {
  for (const method of ['GET', 'POST', 'PUT', 'DELETE']) expect(check(method, {})).not.toThrow()
})

test('our own pages may do everything, through a proxy too', () => {
  expect(check('POST', { 'sec-fetch-site': 'same-origin' })).not.toThrow()
  expect(check('POST', { 'sec-fetch-site': 'none' })).not.toThrow()
  expect(check('POST', { origin: 'http://localhost:8080' })).not.toThrow()
  expect(
    check('PUT', { origin: 'https://registry.example', 'x-forwarded-host': 'registry.example' }),
  ).not.toThrow()
})

test('pages of other sites may change nothing', () => {
  expect(check('POST', { 'sec-fetch-site': 'cross-site' })).toThrow(refusal)
  expect(check('POST', { 'sec-fetch-site': 'same-site', origin: 'http://localhost:3000' })).toThrow(
    refusal,
  )
  expect(check('DELETE', { origin: 'https://evil.example' })).toThrow(refusal)
  expect(check('POST', { origin: 'http://localhost:8081' })).toThrow(refusal)
  expect(check('POST', { origin: 'null' })).toThrow(refusal)
  expect(check('POST', { origin: 'not a URL' })).toThrow(refusal)
  expect(check('POST', { 'sec-fetch-site': 'anything else' })).toThrow(refusal)
})

test('reading is left to the browser, which shows other sites nothing without CORS', () => {
  expect(check('GET', { 'sec-fetch-site': 'cross-site' })).not.toThrow()
  expect(check('HEAD', { origin: 'https://evil.example' })).not.toThrow()
})
