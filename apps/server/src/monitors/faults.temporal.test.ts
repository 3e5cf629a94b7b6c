import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { freshPostgres } from '../../test/database.ts'
import { createGatewayProcess } from '../../test/gateway-process.ts'
import { startReceiver } from '../../test/receiver.ts'
import { eventually } from '../../test/wait.ts'

let database: Awaited<ReturnType<typeof freshPostgres>>

beforeAll(async () => {
  database = await freshPostgres()
})
afterAll(() => database.remove())

/** Lets nobody write to a table until it is disposed of. */
async function holdBack(table: string) {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await client.query('begin')
  await client.query(`lock table ${table} in share row exclusive mode`)
  return {
    /** Whether somebody stands in a transaction that wants to write to it. */
    async hasWaiting(): Promise<boolean> {
      const { rowCount } = await client.query(
        `select 1 from pg_locks where relation = '${table}'::regclass and not granted`,
      )
      return rowCount !== 0
    },
    [Symbol.asyncDispose]: () => client.end(),
  }
}

test('of a gateway that is killed after the alert and before the memory is kept, there is one alert, told once', async () => {
  const page = await startReceiver(() => ({ body: '{"price":90}' }))
  const receiver = await startReceiver(() => ({}))
  await using gateway = await createGatewayProcess({
    temporalAddress: inject('temporalAddress'),
    databaseUrl: database.url,
    sections: "outbound: { allow: ['127.0.0.1'] }",
  })
  await gateway.start()
  const { client } = gateway
  await eventually(() => client.channels.put('ops', { to: { webhook: { url: receiver.url } } }))
  await client.monitors.create({
    name: 'lamp',
    probe: { http_json: { url: page.url } },
    schedule: { cron: ['0 0 1 1 *'] },
    condition: 'state.price < 100.0',
    alert: { channels: ['ops'] },
  })

  // The alert is written, and what is to be sent of it would be next: the memory is not kept yet.
  await using held = await holdBack('deliveries')
  const { run } = await client.monitors.look('lamp')
  await eventually(held.hasWaiting, 60_000)
  await gateway.end('SIGKILL')
  await held[Symbol.asyncDispose]()
  await gateway.start()

  const observations = await eventually(async () => {
    const found = await client.monitors.observations('lamp')
    return found.observations.some(({ status }) => status === 'succeeded') && found.observations
  }, 90_000)
  expect(observations.map(({ id }) => id)).toEqual([run?.id])
  await eventually(() => receiver.received('/').length > 0, 60_000)
  // What is the same at the next look is not told again.
  const next = await client.monitors.look('lamp')
  await eventually(
    async () => (await client.monitors.observations('lamp')).observations.length === 2,
  )

  const { alerts } = await client.monitors.alerts({ monitor: 'lamp' })
  expect(next.run?.id).not.toBe(run?.id)
  expect(alerts).toMatchObject([{ edge: 'rising', observation_id: run?.id }])
  expect(receiver.received('/')).toHaveLength(1)
  await page.close()
  await receiver.close()
}, 240_000)
