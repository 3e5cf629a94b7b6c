import type { Alert } from '@temporal-registry/contract/monitor-history'
import type { MonitorSummary } from '@temporal-registry/contract/monitor'
import type { MonitorSeries } from '@temporal-registry/contract/monitor-series'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMonitorStand } from '../../test/monitor-stand.ts'
import { eventually } from '../../test/wait.ts'

let stand: Awaited<ReturnType<typeof startMonitorStand>>

beforeAll(async () => {
  stand = await startMonitorStand()
})
afterAll(() => stand.close())

test('what a monitor found over time has its numbers and alerts, and the list its last looks', async () => {
  const name = stand.newName()
  await stand.watch(name, {
    condition: 'state.price < 100.0',
    alert: { on: ['rising', 'recovery'] },
  })
  await stand.look(name, { price: 120, at: { depth: 3 } })
  await stand.look(name, { price: 90 })
  await stand.look(name, { status: 404 })

  const series = await stand.call<MonitorSeries>('GET', `/monitors/${name}/series`)
  const list = await eventually(async () => {
    const path = `/monitors?q=${name}&recent=5`
    const { json } = await stand.call<{ monitors: MonitorSummary[] }>('GET', path)
    return json.monitors[0]?.recent?.next_look_at ? json.monitors[0] : undefined
  })

  expect(series.json.points.map(({ numbers, holds, status }) => [numbers, holds, status])).toEqual([
    [{ '/price': 120, '/at/depth': 3 }, false, 'succeeded'],
    [{ '/price': 90 }, true, 'succeeded'],
    [{}, null, 'failed'],
  ])
  expect(series.json.alerts.map(({ edge, muted }) => [edge, muted])).toEqual([['rising', false]])
  expect(list).toMatchObject({
    probe_kind: 'http_json',
    schedule: { cron: ['0 0 1 1 *'] },
    channels: [],
    recent: { state: { price: 90 }, looks: [{}, { numbers: { '/price': 90 } }, {}] },
  })
}, 60_000)

test('a time that ends before it begins is refused', async () => {
  const name = stand.newName()
  await stand.watch(name)
  const path = `/monitors/${name}/series?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z`

  expect(await stand.call('GET', path)).toMatchObject({
    status: 400,
    json: { code: 'validation-failed', errors: [{ pointer: '?from' }] },
  })
})

test('alerts are searched by what they tell, and by whether anybody was told', async () => {
  const name = stand.newName()
  await stand.watch(name, { condition: 'true', alert: { on: ['rising', 'changed'] } })
  await stand.look(name, { price: 1 })
  const until = '2099-01-01T00:00:00Z'
  await stand.call('POST', `/monitors/${name}/suppress`, { until, reason: 'Holidays' })
  await stand.look(name, { price: 2 })
  const edges = async (query: string) => {
    const path = `/alerts?monitor=${name}&${query}`
    return (await stand.call<{ alerts: Alert[] }>('GET', path)).json.alerts.map(({ edge }) => edge)
  }

  expect(await edges('muted=true')).toEqual(['changed'])
  expect(await edges('muted=false')).toEqual(['rising'])
  expect(await edges('edge=rising&edge=recovery')).toEqual(['rising'])
}, 60_000)
