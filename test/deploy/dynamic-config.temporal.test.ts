import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'

test('the keys of the dynamic configuration are keys of the Temporal server that tests run on', () => {
  const executable = process.env['TEMPORAL_TEST_SERVER_PATH'] ?? ''
  const keys = Object.keys(parse(readFileSync('deploy/temporal/dynamic-config.yaml', 'utf8')))
  // A key that nothing reads is ignored without a word, so it is looked for where the server has its own.
  const server = readFileSync(executable)

  expect(keys.length).toBeGreaterThan(0)
  expect(keys.filter((key) => !server.includes(key))).toEqual([])
  expect(server.includes('limit.maxIDLengths')).toBe(false)
})
