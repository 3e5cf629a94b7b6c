import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { payload } from '../../../../apps/server/test/events/payloads.ts'
import { eventually } from '../../../../apps/server/test/wait.ts'
import { openStand } from '../../test/stand.ts'

const { gateway, cli, fileOf } = await openStand()

test('an event is sent and shown, tried against the definitions, and known again', async () => {
  const { client } = gateway
  await client.activityDefinitions.create({
    name: 'large-orders',
    trigger: { event: { types: ['order.*'], filter: 'event.data.amount >= 100.0' } },
    tasks: [{ name: 'pause', wait: { seconds: 1 } }],
  })
  const parts = ['--type', 'order.created', '--source', '/shop', '--id', 'order-1']
  const send = (amount: number) =>
    cli(['event', 'send', ...parts, '--data', JSON.stringify({ amount })])

  const sent = await send(120)
  const again = await send(99)
  const tried = await cli(['event', 'test', ...parts, '--data', '{"amount":99}'])
  const batch = await cli(['event', 'send', '-f', '-'], payload('cloudevents-batch'))
  const listed = await cli(['event', 'list', '--type', 'order.*'])

  const [eventId = ''] = sent.stdout.split('\n')
  const shown = await cli(['event', 'show', eventId])
  expect(sent.stderr).toContain('It matches 1 active definition.')
  expect(again.stdout).toBe(`${eventId}, which was here before\n`)
  expect(again.stderr).toContain('It said something else then, and that stands.')
  expect(tried.stdout).toMatch(/^large-orders +1 +filtered +Its filter does not hold/m)
  expect(batch).toMatchObject({ code: 3 })
  expect(batch.stdout).toMatch(/^1 +refused +- +\/1\/type is missing \(and 1 more\)$/m)
  expect(listed.stdout).toMatch(new RegExp(`^${eventId} +order.created +/shop`, 'm'))
  expect(shown.stdout).toContain('"amount": 120')
})

test('what came of an event is explained, with the values that were compared', async () => {
  const { events } = gateway.client
  const envelope = { specversion: '1.0', source: '/shop', type: 'order.changed' } as const
  const small = await events.send({ ...envelope, id: 'small', data: { amount: 99 } })
  const large = await events.send({ ...envelope, id: 'large', data: { amount: 100 } })
  const other = await events.send({ ...envelope, id: 'other', type: 'parcel.sent' })
  for (const { event_id: id } of [small, large, other]) {
    await eventually(async () => !(await events.explain(id)).pending)
  }

  const filtered = await cli(['event', 'explain', small.event_id])
  const unconsidered = await cli(['event', 'explain', other.event_id])

  expect(filtered.stdout).toMatch(
    /^large-orders: filtered at match\. .*\n {2}event\.data\.amount >= 100\.0 /,
  )
  expect(filtered.stdout).toContain('{"event.data.amount":99}')
  expect(unconsidered.stderr).toContain('No active definition named its type and source.')
  expect((await events.explain(large.event_id)).triggers).toMatchObject([
    { definition: { name: 'large-orders' }, outcome: 'started' },
  ])
  expect((await events.get(large.event_id)).runs).toMatchObject([
    { definition: { name: 'large-orders' } },
  ])
  expect(await events.test({ ...envelope, id: 'x', data: {} })).toMatchObject([
    { definitions: [{ name: 'large-orders', verdict: 'failed', conditions: [{ values: {} }] }] },
  ])
})

test('a source is made, tried, used and removed', async () => {
  const source = fileOf('{"verification":{"github":{"secrets":["github-hook"]}}}')
  const body = payload('github-push')
  const signature = `sha256=${createHmac('sha256', 'hush').update(body).digest('hex')}`
  const headers = { 'x-github-event': 'push', 'x-hub-signature-256': signature }
  await cli(['secret', 'set', 'github-hook'], 'hush\n')

  const made = await cli(['event-source', 'apply', 'github', '-f', source])
  const tried = await cli([
    ...['event-source', 'test', 'github', '--text', fileOf(body)],
    ...Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
  ])
  const unsigned = await cli(['event-source', 'test', 'github', '--body', body])
  const taken = await fetch(`${gateway.url}/event-sources/github`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', 'x-github-delivery': 'one' },
    body,
  })
  const disabled = await cli(['event-source', 'disable', 'github'])
  const listed = await cli(['event-source', 'list'])
  const removed = await cli(['event-source', 'delete', 'github'])
  const absent = await cli(['event-source', 'show', 'github'])

  expect(made.stdout).toBe('github has version 1, and is enabled\n')
  expect(tried.stdout).toMatch(/^The sender is believed\ngithub\.push /)
  expect(unsigned.stdout).toMatch(/^The sender is refused: signature-missing$/m)
  expect(unsigned.code).toBe(3)
  expect(taken.status).toBe(202)
  expect(disabled.stdout).toBe('github is disabled\n')
  expect(listed.stdout).toMatch(/^github +github +disabled/m)
  expect(removed.stdout).toBe('github is removed\n')
  expect(absent.code).toBe(4)
})
