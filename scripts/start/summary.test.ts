import { expect, test } from 'vitest'
import type { StartOptions } from './options.ts'
import { gatewayUrl, renderSummary } from './summary.ts'

const options: StartOptions = {
  host: '127.0.0.1',
  port: 8080,
  temporalPort: 7233,
  uiPort: 8233,
  metricsPort: undefined,
  dataDir: '/data',
  namespace: 'default',
  temporalAddress: undefined,
  token: undefined,
}

const urls = { uiUrl: undefined, metricsUrl: 'http://127.0.0.1:9464/metrics' }

test('an address to listen on is shown as one to call', () => {
  expect(gatewayUrl({ host: '0.0.0.0', port: 80 })).toBe('http://127.0.0.1:80')
  expect(gatewayUrl({ host: '::', port: 80 })).toBe('http://[::1]:80')
  expect(gatewayUrl({ host: 'box.lan', port: 80 })).toBe('http://box.lan:80')
})

test('the curl carries the token, safe against the shell', () => {
  const summary = renderSummary({ ...options, token: "it's" }, urls)

  expect(summary).toContain(String.raw`-H 'authorization: Bearer it'\''s'`)
})

test('without token and own Temporal neither is mentioned', () => {
  const summary = renderSummary(options, urls)

  expect(summary).toContain(urls.metricsUrl)
  expect(summary).not.toMatch(/token|authorization|Temporal UI/i)
})
