import { expect, test } from 'vitest'
import { gatewayUrlOf } from './base.ts'

test('the gateway is where its scripts come from, with the path that a proxy adds', () => {
  const urls = [
    'http://127.0.0.1:8080/console/assets/index-abc.js',
    'https://example.org/ops/registry/console/assets/index-abc.js',
    'https://example.org/console/console/assets/index-abc.js',
    'http://localhost:5173/console/src/base.ts?t=1',
  ].map(gatewayUrlOf)

  expect(urls).toEqual([
    'http://127.0.0.1:8080',
    'https://example.org/ops/registry',
    'https://example.org/console',
    'http://localhost:5173',
  ])
})
