import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import type { Client } from '@temporal-registry/sdk/client'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { freshPostgres } from '../../test/database.ts'
import { createDevServer } from '../../test/dev-server.ts'
import { startTestGateway } from '../../test/gateway.ts'
import { createGatewayProcess } from '../../test/gateway-process.ts'
import { startReceiver } from '../../test/receiver.ts'
import { eventually } from '../../test/wait.ts'

let database: Awaited<ReturnType<typeof freshPostgres>>

beforeAll(async () => {
  database = await freshPostgres()
})
afterAll(() => database.remove())

/** Makes a channel to a URL, and tells it texts by tasks. @returns the channel's name */
async function tell(client: Client, url: string, texts: readonly string[]): Promise<string> {
  const name = `c-${randomUUID().slice(0, 8)}`
  await eventually(() => client.channels.put(name, { to: { webhook: { url } } }))
  await client.activityDefinitions.create({
    name,
    trigger: { manual: {} },
    input_schema: {},
    tasks: [{ name: 'tell', for_each: 'input', notify: { channel: name, text: '{{ item }}' } }],
  })
  await client.activityRuns.trigger(name, texts)
  return name
}

test('of a replica that is killed while it sends, no message is lost, and each is one by its webhook-id', async () => {
  const arrived: { id: string; isAnswered: boolean }[] = []
  const held: ServerResponse[] = []
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      const id = String(request.headers['webhook-id'])
      // The first request of all is never answered.
      const isAnswered = arrived.length > 0
      arrived.push({ id, isAnswered })
      if (isAnswered) response.end()
      else held.push(response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await using gateway = await createGatewayProcess({
    temporalAddress: inject('temporalAddress'),
    databaseUrl: database.url,
    sections: "outbound: { allow: ['127.0.0.1'] }",
  })
  await gateway.start()
  const { client } = gateway
  const texts = Array.from({ length: 6 }, (_, at) => `text ${at}`)
  const channel = await tell(client, `http://127.0.0.1:${port}/`, texts)
  await eventually(async () => {
    const { deliveries } = await client.deliveries.list({ channel })
    return deliveries.length === texts.length && held.length === 1
  }, 60_000)

  await gateway.end('SIGKILL')
  await gateway.start()

  const delivered = await eventually(async () => {
    const { deliveries } = await client.deliveries.list({ channel, status: ['delivered'] })
    return deliveries.length === texts.length && deliveries
  }, 90_000)
  const answered = arrived.filter(({ isAnswered }) => isAnswered).map(({ id }) => id)
  expect(new Set(answered)).toEqual(new Set(delivered.map(({ key }) => key)))
  expect(answered).toHaveLength(texts.length)
  const first = delivered.find(({ key }) => key === arrived[0]?.id)
  const { attempt_log: attempts } = await client.deliveries.get(first?.id ?? '')
  expect(attempts.map(({ outcome }) => outcome)).toEqual(['interrupted', 'delivered'])
  server.closeAllConnections()
  server.close()
}, 180_000)

test('what is to be sent while Temporal is away is kept, and sent when it is back', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'away-'))
  const receiver = await startReceiver(() => ({}))
  await using temporal = await createDevServer(join(folder, 'temporal.db'))
  await temporal.start()
  await using gateway = await startTestGateway({
    temporalAddress: temporal.address,
    database: `{ url: '${database.url}' }`,
    outbound: "{ allow: ['127.0.0.1'] }",
  })
  const { client } = gateway
  const channel = await tell(client, receiver.url, ['Hello'])
  const delivered = () =>
    eventually(async () => {
      const { deliveries } = await client.deliveries.list({ channel, status: ['delivered'] })
      return deliveries[0]
    }, 60_000)
  const { id } = await delivered()

  await temporal.kill('SIGKILL')
  await eventually(async () => (await fetch(`${gateway.url}/ready`)).status === 503, 60_000)
  const again = await client.deliveries.redeliver(id)
  await temporal.start()

  const sent = await delivered()
  expect(again).toMatchObject({ status: 'queued', round: 2 })
  expect(sent).toMatchObject({ id, round: 2, attempts: 2 })
  expect(receiver.received('/').map(({ headers }) => headers['webhook-id'])).toEqual([
    sent.key,
    sent.key,
  ])
  await receiver.close()
  rmSync(folder, { recursive: true, force: true })
}, 180_000)
