import type { ActivityRun } from '@temporal-registry/contract/activity-runs'
import type { MonitorPreview } from '@temporal-registry/contract/monitor-history'
import type { WrittenMonitor } from '@temporal-registry/contract/monitors'
import type { OwnScheduleEntry } from '@temporal-registry/contract/temporal-admin'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inOrder, startMonitorStand } from '../../test/monitor-stand.ts'
import { recordHistory } from '../../test/record-history.ts'
import { eventually } from '../../test/wait.ts'

let stand: Awaited<ReturnType<typeof startMonitorStand>>

beforeAll(async () => {
  stand = await startMonitorStand()
})
afterAll(() => stand.close())

const isDear = { condition: 'state.price > 100' }
const edgesOf = async (name: string) => (await stand.alerts(name)).map(({ edge }) => edge)
const endOf = (runId: string) =>
  eventually(async () => {
    const { json } = await stand.call<ActivityRun>('GET', `/activity-runs/${runId}`)
    return json.finished_at !== null && json
  }, 30_000)
const keeper = () =>
  stand.temporal.client.schedule.getHandle(`${stand.gateway.registryId}.monitors`)

test('a preview says what would be found and told, and leaves nothing', async () => {
  const name = stand.newName()
  const { monitor } = await stand.watch(name, isDear)
  stand.pages.set(`/${name}`, { body: '{"price":120}' })

  const saved = await stand.call<MonitorPreview>('POST', `/monitors/${name}/preview`)
  const other = { ...monitor, name: stand.newName(), condition: 'state.price > 200' }
  const unsaved = await stand.call<MonitorPreview>('POST', '/monitors/preview', other)

  expect(saved.json).toMatchObject({ looked: true, state: { price: 120 }, holds: true })
  expect(saved.json.would_tell).toMatchObject([{ edge: 'rising', muted_by: null }])
  expect(unsaved.json).toMatchObject({ state: { price: 120 }, holds: false, would_tell: [] })
  expect(await stand.alerts(name)).toEqual([])
  const { json } = await stand.call<{ observations: [] }>('GET', `/monitors/${name}/observations`)
  expect(json.observations).toEqual([])
  expect(await stand.get(name)).toMatchObject({ health: 'unknown', last_look_at: null })
  expect((await stand.call('GET', `/monitors/${other.name}`)).status).toBe(404)
})

test('a preview of what could not be saved is refused as saving it is', async () => {
  const probe = { html: { url: stand.web.url, fields: { price: { selector: 'p,,a' } } } }
  const body = { name: stand.newName(), schedule: { cron: ['0 0 1 1 *'] }, probe }

  expect(await stand.call('POST', '/monitors/preview', body)).toMatchObject({
    status: 422,
    json: {
      code: 'monitor-invalid',
      errors: [{ pointer: '/probe/html/fields/price/selector' }],
    },
  })
})

test('a look that its monitor did not outlive leaves no trace but why', async () => {
  const name = stand.newName()
  const { monitor, id } = await stand.watch(name, isDear)
  const answered = Promise.withResolvers<void>()
  stand.pages.set(`/${name}`, { body: '{"price":120}', after: answered.promise })
  const { json } = await stand.call<{ run: { id: string } }>('POST', `/monitors/${name}/look`)
  await eventually(() => stand.web.received(`/${name}`).length > 0)

  await stand.call('PUT', `/monitors/${name}`, { ...monitor, condition: 'state.price > 1' })
  answered.resolve()
  const run = await endOf(json.run.id)

  expect(run).toMatchObject({ status: 'cancelled', reason: expect.stringContaining('changed') })
  expect((await stand.call('GET', `/observations/${json.run.id}`)).status).toBe(404)

  const again = Promise.withResolvers<void>()
  stand.pages.set(`/${name}`, { body: '{"price":120}', after: again.promise })
  const before = stand.web.received(`/${name}`).length
  const asked = await stand.call<{ run: { id: string } }>('POST', `/monitors/${name}/look`)
  await eventually(() => stand.web.received(`/${name}`).length > before)
  await stand.call('DELETE', `/monitors/${name}`)
  again.resolve()

  expect(await endOf(asked.json.run.id)).toMatchObject({ status: 'cancelled' })
  const told = await stand.call<{ alerts: [] }>('GET', `/alerts?monitor_id=${id}`)
  expect(told.json.alerts).toEqual([])
})

test('who is suppressed tells nobody, says why, and tells afterwards what still holds', async () => {
  const name = stand.newName()
  await stand.watch(name, isDear)
  const until = new Date(Date.now() + 3_600_000).toISOString()
  await stand.call('POST', `/monitors/${name}/suppress`, { until, reason: 'Moving' })

  await inOrder([1, 2], () => stand.look(name, { price: 120 }))

  const [muted, ...more] = await stand.alerts(name)
  expect(muted).toMatchObject({ edge: 'rising', told_at: null })
  expect(muted?.muted_by).toContain('Moving')
  expect(more).toEqual([])
  await stand.call('POST', `/monitors/${name}/unsuppress`)
  await stand.look(name)
  expect((await stand.alerts(name)).at(-1)).toMatchObject({ edge: 'rising', muted_by: null })
})

test('a time that is past suppresses nobody, and is refused', async () => {
  const name = stand.newName()
  await stand.watch(name, isDear)
  const said = { until: '2020-01-01T00:00:00Z', reason: 'holiday' }

  expect(await stand.call('POST', `/monitors/${name}/suppress`, said)).toMatchObject({
    status: 400,
    json: { code: 'validation-failed', errors: [{ pointer: '/until' }] },
  })
})

test('of those who take one name at once one has it, and the others are told', async () => {
  const bodyOf = (name: string, description: string) => ({
    ...{ name, description, schedule: { cron: ['0 0 1 1 *'] } },
    probe: { http_json: { url: stand.web.url } },
  })
  const [created, put] = [stand.newName(), stand.newName()]
  const eight = Array.from({ length: 8 }, (_, at) => `no ${at}`)

  const creates = await Promise.all(
    eight.map((one) => stand.call('POST', '/monitors', bodyOf(created, one))),
  )
  const puts = await Promise.all(
    eight.map((one) => stand.call('PUT', `/monitors/${put}`, bodyOf(put, one))),
  )

  const statusesOf = (answers: typeof puts) => answers.map(({ status }) => status).toSorted()
  expect(statusesOf(creates)).toEqual([201, ...Array(7).fill(409)])
  expect(statusesOf(puts)).toEqual([...Array(7).fill(200), 201])
})

test('in a maintenance window nobody is told', async () => {
  const name = stand.newName()
  const span = {
    from: new Date(0).toISOString(),
    to: new Date(Date.now() + 3_600_000).toISOString(),
  }
  await stand.watch(name, { ...isDear, maintenance: [span] })

  await stand.look(name, { price: 120 })

  expect(await stand.alerts(name)).toMatchObject([{ edge: 'rising', muted_by: 'maintenance' }])
})

test('when what they depend on is down, one alert is told, and none of those below it', async () => {
  const parent = stand.newName()
  const children = [1, 2, 3, 4].map(() => stand.newName())
  await stand.watch(parent, { condition: 'state.is_down' })
  stand.pages.set(`/${parent}`, { body: '{"is_down":true}' })
  await Promise.all(children.map((name) => stand.watch(name, { ...isDear, parents: [parent] })))

  await Promise.all(children.map((name) => stand.look(name, { price: 120 })))

  // Nobody had looked at the parent: it was asked first.
  expect(await edgesOf(parent)).toEqual(['rising'])
  for (const name of children) {
    expect(await stand.alerts(name)).toMatchObject([
      { muted_by: `parent ${parent}`, told_at: null },
    ])
  }
  expect(await stand.get(parent)).toMatchObject({ health: 'firing' })
}, 90_000)

test('a monitor whose times are over is stalled, says so once, and is well with new times', async () => {
  const name = stand.newName()
  const made = await stand.watch(name, { schedule: { at: ['2026-01-01T00:00:00Z'] } })
  const { monitor, warnings } = made

  expect(warnings).toMatchObject([{ pointer: '/schedule' }])

  await eventually(async () => {
    await keeper().trigger()
    return (await stand.get(name)).health === 'stalled'
  }, 60_000)
  const { recentActions } = (await keeper().describe()).info
  const pass = recentActions.at(-1)?.action.workflow.workflowId ?? ''
  await stand.temporal.client.workflow.getHandle(pass).result()
  recordHistory(
    'keep-monitors',
    await stand.temporal.client.workflow.getHandle(pass).fetchHistory(),
  )
  expect(await stand.get(name)).toMatchObject({ next_look_at: null })
  expect(await edgesOf(name)).toEqual(['stalled'])

  const yearly = { ...monitor, schedule: { cron: ['0 0 1 1 *'] } }
  const put = await stand.call<WrittenMonitor>('PUT', `/monitors/${name}`, yearly)
  expect(put.json.warnings).toEqual([])
  await eventually(async () => {
    await keeper().trigger()
    return (await stand.get(name)).health === 'unknown'
  }, 60_000)
  expect(await edgesOf(name)).toEqual(['stalled'])
}, 150_000)

test('a sign of life at its address keeps a heartbeat monitor quiet, without any token', async () => {
  const name = stand.newName()
  const made = await stand.watch(name, { probe: { heartbeat: { grace_seconds: 3_600 } } })
  const send = (path: string, method: string, body?: string) =>
    fetch(stand.gateway.url + path, { method, ...(body === undefined ? {} : { body }) })
  const path = made.heartbeat_path ?? ''

  expect((await send(path, 'POST')).status).toBe(200)
  expect((await send(path, 'GET')).status).toBe(200)
  expect((await send(path, 'POST', 'exit=0&log={')).status).toBe(200)
  expect((await send(path.slice(0, -1) + (path.endsWith('A') ? 'B' : 'A'), 'POST')).status).toBe(
    404,
  )
  expect(await stand.look(name)).toMatchObject({ status: 'succeeded', holds: false })

  const renewed = await stand.call<{ path: string }>('POST', `/monitors/${name}/heartbeat-address`)
  expect((await send(path, 'POST')).status).toBe(404)
  expect((await send(renewed.json.path, 'POST')).status).toBe(200)
})

test('what cannot work is refused with its place', async () => {
  const { status, json } = await stand.call<{ errors: { pointer: string }[] }>(
    'POST',
    '/monitors',
    {
      name: stand.newName(),
      probe: { http_json: { url: 'https://example.com', path: '$..[' } },
      schedule: { cron: ['99 * * * *'], time_zone: 'Mars/Base' },
      condition: 'evnt.x == 1',
      alert: { text: '{{ state | nope }}', channels: ['none-such'] },
      parents: ['none-such'],
    },
  )

  expect(status).toBe(422)
  const pointers = json.errors.map(({ pointer }) => pointer)
  for (const at of [
    '/probe/http_json/path',
    '/schedule/cron/0',
    '/condition',
    '/alert/text',
    '/alert/channels/0',
    '/parents/0',
  ]) {
    expect(pointers).toContain(at)
  }
})

test('a fork says the same but for channels and secrets, and is paused', async () => {
  const name = stand.newName()
  const { id } = await stand.watch(name, {
    ...isDear,
    probe: { http_json: { url: `${stand.web.url}/x`, bearer_secret: 'shop-token' } },
    alert: { on: ['rising'] },
  })
  const fork = stand.newName()

  const made = await stand.call<WrittenMonitor>('POST', `/monitors/${name}/fork`, { name: fork })

  expect(made).toMatchObject({ status: 201, json: { status: 'paused', forked_from: id } })
  expect(made.json.monitor).toEqual({
    ...{ name: fork, ...isDear, alert: { on: ['rising'] } },
    probe: { http_json: { url: `${stand.web.url}/x` } },
    schedule: { cron: ['0 0 1 1 *'] },
  })
  const again = await stand.call('POST', `/monitors/${name}/fork`, { name: fork })
  expect(again).toMatchObject({ status: 409, json: { code: 'monitor-exists' } })
})

test('alerts are a feed, at an address that can be taken away', async () => {
  const name = stand.newName()
  await stand.watch(name, { ...isDear, description: 'Lamps & <more>' })
  await stand.look(name, { price: 120 })
  const { json } = await stand.call<{ path: string }>('POST', `/monitors/${name}/feed-address`)
  const url = stand.gateway.url + json.path

  const feed = await fetch(url)
  const text = await feed.text()
  const etag = feed.headers.get('etag') ?? ''
  const same = await fetch(url, { headers: { 'if-none-match': etag } })

  expect(feed.headers.get('content-type')).toContain('application/rss+xml')
  expect(feed.headers.get('cache-control')).toBe('private, max-age=60')
  expect(text.match(/<item>/g)).toHaveLength(1)
  expect(text).toContain(`<atom:link href="${url}" rel="self"`)
  expect(text).toContain('Lamps &amp; &lt;more&gt;')
  expect(same.status).toBe(304)
  await stand.call('DELETE', `/monitors/${name}/feed-address`)
  expect((await fetch(url)).status).toBe(404)
})

test('what of ours is in Temporal is told with its source, its next time and its drift', async () => {
  const name = stand.newName()
  const { id } = await stand.watch(name, { schedule: { cron: ['0 6 * * MON'] } })
  stand.pages.set(`/${name}`, { body: '{}' })
  const look = await stand.look(name)
  const entryOf = async () => {
    const path = '/admin/temporal/schedules?kind=monitor&limit=1000'
    const { json } = await stand.call<{ schedules: OwnScheduleEntry[] }>('GET', path)
    return json.schedules.find(({ schedule_id: found }) => found === `monitor-${id}`)
  }

  await eventually(async () => (await entryOf())?.drift === 'none')
  expect(await entryOf()).toMatchObject({
    ...{ kind: 'monitor', of: { id, name }, paused: false },
    times: { cron: ['0 6 * * MON'] },
    next_at: expect.stringContaining('T06:00:00'),
  })
  const system = await stand.call('GET', '/admin/temporal/schedules?kind=system')
  expect(JSON.stringify(system.json)).toContain(`${stand.gateway.registryId}.monitors`)
  const run = await stand.call<{ workflow_id: string }>('GET', `/activity-runs/${look.id}`)
  await eventually(async () => {
    const path = '/admin/temporal/workflows?workflow_type=MonitoringWorkflow'
    const { json } = await stand.call<{ workflows: { workflow_id: string }[] }>('GET', path)
    return json.workflows.some(({ workflow_id }) => workflow_id === run.json.workflow_id)
  })
})
