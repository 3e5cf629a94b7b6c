import { afterAll, expect, test } from 'vitest'
import { freshPostgres } from '../../../../test/database.ts'
import { overTcp } from '../../../../test/postgres-over-tcp.ts'
import { standProbes } from '../../../../test/probe-stand.ts'

const place = await freshPostgres()
const database = await overTcp(place.url)
const probes = standProbes({ allow: ['127.0.0.1', 'localhost'] })
const secrets = { read: async () => database.url }

afterAll(async () => {
  await probes[Symbol.asyncDispose]()
  database.close()
  await place.remove()
})

test('rows are the state, and parameters are values', async () => {
  const query = 'select n, n * $1::int as more from generate_series(1, 2) as n'

  const { state, evidence } = await probes.look(
    { sql: { connection_secret: 'db', query, params: [10] } },
    { secrets },
  )

  expect(state).toEqual({
    rows: [
      { n: 1, more: 10 },
      { n: 2, more: 20 },
    ],
    count: 2,
  })
  expect(evidence).toMatchObject({ kind: 'sql', excerpt: expect.stringContaining('"more":10') })
})

test.each([
  ['changes something', 'create table gone (a int)', 'outbound-refused'],
  ['gives too many rows', 'select 1 from generate_series(1, 200)', 'outbound-answer-unusable'],
  ['is no SQL', 'selct 1', 'outbound-refused'],
  ['gives too much', "select repeat('x', 3000000)", 'outbound-answer-unusable'],
  ['lacks a parameter', 'select $1::int', 'outbound-refused'],
])('a query that %s is a fault, and says nothing of the connection', async (_, query, code) => {
  const refused = await probes.refused({ sql: { connection_secret: 'db', query } }, { secrets })

  expect(refused.code).toBe(code)
  expect(JSON.stringify([refused.message, refused.extras])).not.toContain(database.url)
})
