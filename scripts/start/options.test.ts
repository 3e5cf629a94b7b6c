import { expect, test } from 'vitest'
import { parseStartOptions } from './options.ts'

test('without arguments everything is local and on its usual port', () => {
  expect(parseStartOptions([], {})).toMatchObject({
    host: '127.0.0.1',
    port: 8080,
    temporalPort: 7233,
    uiPort: 8233,
    metricsPort: undefined,
    namespace: 'default',
    temporalAddress: undefined,
    token: undefined,
  })
})

test('a flag wins over its environment variable, and an empty variable counts as none', () => {
  const env = { TEMPORAL_REGISTRY_PORT: '9000', TEMPORAL_ADDRESS: '' }

  expect(parseStartOptions([], env)).toMatchObject({ port: 9000, temporalAddress: undefined })
  expect(parseStartOptions(['--port', '9001'], env)).toMatchObject({ port: 9001 })
})

test('help starts nothing', () => {
  expect(parseStartOptions(['--help'], {})).toBeUndefined()
})

test.for(['0', '65536', '80a', ''])('«%s» is no port', (port) => {
  expect(() => parseStartOptions([`--port=${port}`], {})).toThrow('--port')
})
