import type { DeliverySummary } from '@temporal-registry/contract/deliveries'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMonitorStand } from '../../../test/monitor-stand.ts'
import { eventually } from '../../../test/wait.ts'

const key = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
let stand: Awaited<ReturnType<typeof startMonitorStand>>

beforeAll(async () => {
  stand = await startMonitorStand({
    secrets: `{ keys: ['k:${Buffer.alloc(32).toString('base64')}'] }`,
  })
  await eventually(
    async () => (await stand.call('PUT', '/secrets/signing', { value: key })).status === 201,
  )
})
afterAll(() => stand.close())

/** A channel to a page of the stand, which answers with this status. */
async function channelTo(status: number): Promise<string> {
  const name = stand.newName()
  stand.pages.set(`/${name}`, { status })
  const webhook = { url: `${stand.web.url}/${name}`, signing_secrets: ['signing'] }
  const made = await stand.call('PUT', `/channels/${name}`, { to: { webhook } })
  expect(made).toMatchObject({ status: 201 })
  return name
}

async function deliveriesOf(channel: string): Promise<readonly DeliverySummary[]> {
  const path = `/deliveries?channel=${channel}`
  return (await stand.call<{ deliveries: DeliverySummary[] }>('GET', path)).json.deliveries
}

test('an alert is told to each of its channels once, signed, whether or not another is down', async () => {
  const [well, down] = await Promise.all([channelTo(200), channelTo(503)])
  const name = stand.newName()
  await stand.watch(name, {
    condition: 'state.price < 100',
    alert: {
      channels: [well, down],
      subject: '{{ monitor.name }} costs {{ state.price }}',
    },
  })

  await stand.look(name, { price: 120 })
  await stand.look(name, { price: 90 })
  await stand.look(name, { price: 90 })

  const [alert, ...others] = await stand.alerts(name)
  const [delivery] = await eventually(async () => {
    const found = await deliveriesOf(well)
    return found[0]?.status === 'delivered' && found
  })
  const heard = stand.web.received(`/${well}`)
  expect(others).toEqual([])
  expect(delivery).toMatchObject({ attempts: 1, about: { kind: 'alert', id: alert?.id } })
  expect(heard).toHaveLength(1)
  // The headers of a webhook, as Node gives them.
  const signed = heard[0]?.headers as Record<string, string>
  expect(new Webhook(key).verify(heard[0]?.body ?? '', signed)).toMatchObject({
    type: 'alert.rising',
    subject: `${name} costs 90`,
  })
  expect(await deliveriesOf(down)).toMatchObject([{ about: { id: alert?.id }, ended_at: null }])
})

test('a channel that there is not is refused when the monitor is saved', async () => {
  const { status, json } = await stand.call('POST', '/monitors', {
    name: stand.newName(),
    probe: { http_json: { url: stand.web.url } },
    schedule: { cron: ['0 0 1 1 *'] },
    alert: { channels: ['nobody'] },
  })

  expect(status).toBe(422)
  expect(json).toMatchObject({ errors: [{ pointer: '/alert/channels/0' }] })
})
