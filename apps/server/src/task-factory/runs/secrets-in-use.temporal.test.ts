import { randomUUID } from 'node:crypto'
import { Client as Database } from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { ActivityRun } from '@temporal-registry/contract/activity-runs'
import { Connection } from '@temporalio/client'
import { freshPostgres } from '../../../test/database.ts'
import { overTcp } from '../../../test/postgres-over-tcp.ts'
import { startTestGateway, type TestGateway } from '../../../test/gateway.ts'
import { startReceiver, type Receiver } from '../../../test/receiver.ts'
import { eventually } from '../../../test/wait.ts'

const secret = 'hunter2-hunter2-hunter2'
const json = { 'content-type': 'application/json' }
let gateway: TestGateway
let place: Awaited<ReturnType<typeof freshPostgres>>
let receiver: Receiver
let database: Awaited<ReturnType<typeof overTcp>>
let databaseUrl = ''

beforeAll(async () => {
  place = await freshPostgres()
  receiver = await startReceiver(({ headers, body, path }) => ({
    headers: json,
    body: JSON.stringify({ told: [headers.authorization, headers['x-token'], body, path] }),
  }))
  database = await overTcp(place.url)
  databaseUrl = database.url
  gateway = await startTestGateway({
    database: `{ url: '${place.url}' }`,
    outbound: "{ allow: ['127.0.0.1'] }",
    secrets: `{ keys: ['k:${Buffer.alloc(32, 3).toString('base64')}'] }`,
  })
  await gateway.client.secrets.put('token', { value: secret })
  await gateway.client.secrets.put('database', { value: databaseUrl })
})

afterAll(async () => {
  await gateway.close()
  await receiver.close()
  database.close()
  await place.remove()
})

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(gateway.url + path, {
    method,
    headers: json,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return (await response.json()) as T
}

async function run(parts: Readonly<Record<string, unknown>>): Promise<ActivityRun> {
  const name = `n-${randomUUID().slice(0, 8)}`
  await call('POST', '/activity-definitions', {
    ...{ name, trigger: { manual: {} } },
    tasks: [{ name: 'end', wait: { seconds: 0.01 } }],
    ...parts,
  })
  const { run: begun } = await call<{ run: { id: string } }>(
    'POST',
    `/activity-definitions/${name}/trigger`,
    {},
  )
  return eventually(async () => {
    const one = await call<ActivityRun>('GET', `/activity-runs/${begun.id}`)
    return one.finished_at !== null && one
  })
}

/** Every row of every table, as text. */
async function allRows(): Promise<string> {
  const client = new Database({ connectionString: place.url })
  await client.connect()
  const { rows: tables } = await client.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public'",
  )
  const texts: string[] = []
  for (const { name } of tables) {
    const { rows } = await client.query(`select t::text from ${name} t`)
    texts.push(JSON.stringify(rows))
  }
  await client.end()
  return texts.join()
}

async function historyOf(workflowId: string): Promise<string> {
  const connection = await Connection.connect({ address: inject('temporalAddress') })
  const { history } = await connection.workflowService.getWorkflowExecutionHistory({
    namespace: 'default',
    execution: { workflowId },
  })
  await connection.close()
  return (history?.events ?? [])
    .map((event) =>
      JSON.stringify(event, (_, value) =>
        value instanceof Uint8Array ? Buffer.from(value).toString() : value,
      ),
    )
    .join()
}

test('a secret reaches the other side, and is in no history, table or answer', async () => {
  const ended = await run({
    context: [{ name: 'token', secret: { name: 'token' } }],
    tasks: [
      {
        name: 'send',
        http: {
          url: `${receiver.url}/secret?t={{ context.token }}`,
          headers: { 'X-Token': 'T {{ context.token }}' },
          body: { token: { $cel: '"<" + context.token + ">"' } },
          bearer_secret: 'token',
        },
      },
    ],
  })

  const [sent] = receiver.received('/secret')
  expect(ended.status).toBe('succeeded')
  expect(sent).toMatchObject({ path: `/secret?t=${secret}`, body: `{"token":"<${secret}>"}` })
  expect(sent?.headers).toMatchObject({
    authorization: `Bearer ${secret}`,
    'x-token': `T ${secret}`,
  })
  expect(ended.context?.snapshot).toEqual({ token: '••••' })
  expect(ended.tasks[0]?.params).toMatchObject({ headers: { 'X-Token': 'T ••••' } })
  expect(ended.tasks[0]?.result).toMatchObject({
    body: { told: ['Bearer ••••', 'T ••••', '{"token":"<••••>"}', '/secret?t=••••'] },
  })
  expect(JSON.stringify(ended)).not.toContain('hunter2')
  expect(await allRows()).not.toContain('hunter2')
  expect(await historyOf(ended.workflow_id)).not.toContain('hunter2')
})

test('a secret is refused where it would be kept', async () => {
  const ended = await run({
    context: [{ name: 'token', secret: { name: 'token' } }],
    tasks: [{ name: 'tell', emit: { type: 'a.b', data: { t: { $cel: 'context.token' } } } }],
  })

  expect(ended).toMatchObject({ status: 'failed', stage: 'tasks' })
  expect(JSON.stringify(ended.failure)).toContain('secret-misplaced')
})

test('a SQL source gives rows, read-only, and no more than it may', async () => {
  const sql = (query: string, more = {}) => ({
    connection_secret: 'database',
    query,
    ...more,
  })
  const ended = await run({
    context: [
      {
        name: 'rows',
        sql: sql('select $1::text as name, 2 as n, array[1] as list', {
          params: [{ $cel: 'definition.name' }],
        }),
      },
      { name: 'write', optional: true, sql: sql('create table t (a int)') },
      { name: 'two', optional: true, sql: sql('select 1; select 2') },
      {
        name: 'delete',
        optional: true,
        sql: sql('with d as (delete from secrets returning 1) select * from d'),
      },
      { name: 'many', optional: true, sql: sql('select generate_series(1, 1000)') },
      { name: 'large', optional: true, sql: sql("select repeat('x', 50000000)") },
      {
        name: 'slow',
        optional: true,
        sql: sql('select 1 from pg_sleep(10)', { timeout_seconds: 0.2 }),
      },
    ],
  })

  expect(ended.context?.snapshot).toEqual({
    ...{ rows: [{ name: ended.definition.name, n: 2, list: [1] }] },
    ...{ write: null, two: null, delete: null, many: null, large: null, slow: null },
  })
  const reasons = ended.context?.sources.map((source) => String(source['reason'] ?? ''))
  expect(reasons).toEqual([
    '',
    expect.stringContaining('syntax error'),
    expect.stringMatching(/syntax error|multiple commands/),
    expect.stringContaining('DECLARE CURSOR'),
    'The query gives more than 100 rows',
    'The query gives more than 1048576 bytes',
    expect.stringContaining('statement timeout'),
  ])
})
