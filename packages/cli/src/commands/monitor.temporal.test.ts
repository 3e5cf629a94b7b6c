import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshPostgres } from '../../../../apps/server/test/database.ts'
import { startTestGateway, type TestGateway } from '../../../../apps/server/test/gateway.ts'
import { startReceiver, type Receiver } from '../../../../apps/server/test/receiver.ts'
import { eventually } from '../../../../apps/server/test/wait.ts'
import { createFiles } from '../../test/files.ts'
import { runCommandHere } from '../../test/run-cli.ts'

const files = createFiles()
let place: Awaited<ReturnType<typeof freshPostgres>>
let gateway: TestGateway
let receiver: Receiver
/** What the page says, and how the inbox answers. */
let price = 120
let inboxStatus = 204

beforeAll(async () => {
  place = await freshPostgres()
  receiver = await startReceiver(({ path }) =>
    path.startsWith('/inbox') ? { status: inboxStatus } : { body: JSON.stringify({ price }) },
  )
  gateway = await startTestGateway({
    database: `{ url: '${place.url}' }`,
    outbound: "{ allow: ['127.0.0.1'] }",
    notify: '{ retry_seconds: [0.1] }',
  })
  await eventually(() => gateway.client.monitors.list())
})
afterAll(async () => {
  await gateway.close()
  await receiver.close()
  await place.remove()
  files.remove()
})

const cli = (...args: string[]) => runCommandHere(args, { url: gateway.url })
const newName = () => `cli-${randomUUID().slice(0, 8)}`

/** A monitor of the page, as a file. */
const monitorFile = (name: string, more = '') =>
  files.fileOf(`
name: ${name}
labels: { team: ${name} }
probe: { http_json: { url: '${receiver.url}/page' } }
schedule: { cron: ['0 0 1 1 *'] }
condition: state.price < 100.0
${more}`)

/** Lets a monitor look, and waits until that is written down. */
async function look(name: string, at: number): Promise<void> {
  price = at
  const { stdout } = await cli('monitor', 'look', name)
  const [, id = ''] = /It looks as run (\S+)/.exec(stdout) ?? []
  await eventually(async () => {
    const { observations } = await gateway.client.monitors.observations(name)
    return observations.some((one) => one.id === id && one.status !== 'looked')
  }, 30_000)
}

test('a monitor of a file is previewed, looks, tells nobody where it has no channel, and is ended', async () => {
  const name = newName()
  const file = monitorFile(name)
  const valid = await cli('monitor', 'validate', '-f', file)
  const preview = await cli('monitor', 'preview', '-f', file)
  const applied = await cli('monitor', 'apply', '-f', file)
  const again = await cli('monitor', 'apply', '-f', monitorFile(name, 'memory: always'))
  await look(name, 90)
  const [listed, shown, observed, alerts] = [
    await cli('monitor', 'list', '--label', `team=${name}`),
    await cli('monitor', 'show', name),
    await cli('monitor', 'observations', name),
    await cli('monitor', 'alerts', name),
  ]
  const paused = await cli('monitor', 'pause', name, 'on holiday')
  const resumed = await cli('monitor', 'resume', name)
  const forked = await cli('monitor', 'fork', name, `${name}-too`)
  const deleted = await cli('monitor', 'delete', name)
  const absent = await cli('monitor', 'show', name)

  expect(valid).toMatchObject({ code: 0, stdout: 'It is valid\n' })
  expect(preview.stdout).toMatch(/^holds +no\nstate +\{"price":120\}$/m)
  expect(applied.stdout).toBe(`${name} is stored, version 1\n`)
  expect(again.stdout).toBe(`${name} is stored, version 2\n`)
  expect(listed.stdout).toMatch(new RegExp(`^${name} +active +firing`, 'm'))
  expect(shown.stdout).toMatch(/^health +firing$/m)
  expect(observed.stdout).toMatch(/ succeeded +yes +no/)
  expect(alerts.stdout).toMatch(/ rising +.* nobody: no channel$/m)
  expect(paused.stdout).toBe(`${name} is paused: on holiday\n`)
  expect(resumed.stdout).toBe(`${name} is active\n`)
  expect(forked.code).toBe(0)
  expect(deleted.stdout).toBe(`${name} is deleted\n`)
  expect(absent).toMatchObject({ code: 4, stdout: '' })
})

test('what is wrong with a file is said at its place', async () => {
  const wrong = monitorFile(newName(), 'until: stat.price > 1.0')
  const lost = monitorFile(newName(), 'alert: { channels: [nowhere] }')
  const [validated, applied, noYaml, missing] = [
    await cli('monitor', 'validate', '-f', wrong),
    await cli('monitor', 'apply', '-f', lost),
    await cli('monitor', 'apply', '-f', files.fileOf('a: [')),
    await cli('channel', 'apply', 'c'),
  ]

  expect(validated.stdout).toMatch(/^\/until: .*stat/m)
  expect(applied.stderr).toMatch(/\/alert\/channels\/0.*nowhere/)
  expect(noYaml).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('neither YAML nor JSON'),
  })
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('--file is missing') })
})

test('an alert goes to a channel of a file; what died there is sent again', async () => {
  const [name, channel] = [newName(), newName()]
  const to = `to: { webhook: { url: '${receiver.url}/inbox/${channel}' } }`
  const made = await cli('channel', 'apply', channel, '-f', files.fileOf(to))
  const tried = await cli('channel', 'test', channel)
  inboxStatus = 400
  await cli('monitor', 'apply', '-f', monitorFile(name, `alert: { channels: [${channel}] }`))
  await look(name, 90)
  const dead = await eventually(async () => {
    const { deliveries } = await gateway.client.deliveries.list({ channel, status: ['dead'] })
    return deliveries[0]
  }, 30_000)
  const [listed, shown, counted] = [
    await cli('delivery', 'list', '--channel', channel),
    await cli('delivery', 'show', dead.id),
    await cli('delivery', 'redeliver', '--channel', channel, '--dry-run'),
  ]
  inboxStatus = 204
  const again = await cli('delivery', 'redeliver', dead.id)
  await eventually(async () => {
    return (await gateway.client.deliveries.get(dead.id)).status === 'delivered'
  }, 30_000)
  const alerts = await cli('monitor', 'alerts', name)
  const disabled = await cli('channel', 'disable', channel)
  const channels = await cli('channel', 'list')
  await cli('monitor', 'delete', name)
  const removed = await cli('channel', 'delete', channel)

  expect(made.stdout).toBe(`${channel} has version 1, and is enabled\n`)
  expect(tried.stdout).toMatch(/^delivered +yes\nstatus +204$/m)
  expect(listed.stdout).toMatch(new RegExp(`${dead.id} +${channel} +dead`))
  expect(shown.stdout).toMatch(new RegExp(`^webhook-id +${dead.key}$`, 'm'))
  expect(shown.stdout).toMatch(/^1 .* 400 /m)
  expect(counted.stdout).toBe('1 are dead\n')
  expect(again.stdout).toMatch(/is (queued|sending) again/)
  expect(alerts.stdout).toMatch(/ rising .* \d{4}-\d\d-\d\d/m)
  expect(disabled.stdout).toBe(`${channel} is disabled\n`)
  expect(channels.stdout).toMatch(new RegExp(`^${channel} +webhook +disabled +stored`, 'm'))
  expect(removed.stdout).toBe(`${channel} is removed\n`)
  const ids = receiver
    .received(`/inbox/${channel}`)
    .map(({ headers }) => headers['webhook-id'])
    .slice(1)
  expect(new Set(ids)).toEqual(new Set([dead.key]))
}, 120_000)
