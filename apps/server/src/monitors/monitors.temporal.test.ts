import type { Observation } from '@temporal-registry/contract/monitor-history'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inOrder, startMonitorStand } from '../../test/monitor-stand.ts'
import { recordHistory } from '../../test/record-history.ts'
import { eventually } from '../../test/wait.ts'

let stand: Awaited<ReturnType<typeof startMonitorStand>>

beforeAll(async () => {
  stand = await startMonitorStand()
})
afterAll(() => stand.close())

/** Looks at each of these in turn. @returns which of them were told of, and what. */
async function tellsOf(series: string, members: object) {
  const name = stand.newName()
  const { id } = await stand.watch(name, { condition: "state.at in ['b', 'c']", ...members })
  const told: string[] = []
  for (const [index, at] of series.split(' ').entries()) {
    if ((await stand.get(name)).status === 'completed') break
    const before = (await stand.alerts(name)).length
    await stand.look(name, { at })
    const alerts = await stand.alerts(name)
    told.push(...alerts.slice(before).map(({ edge }) => `${index + 1} ${edge}`))
  }
  return { id, name, told: told.join(', ') }
}

const given = 'a a b b a c'

test('once tells the first time, and is then completed: its schedule is gone', async () => {
  const { id, name, told } = await tellsOf(given, { memory: 'once' })

  expect(told).toBe('3 rising')
  expect(await stand.get(name)).toMatchObject({ status: 'completed', next_look_at: null })
  await eventually(() => isGone(id))
})

test('always tells each look, track_state what is new', async () => {
  const [always, track] = await Promise.all([
    tellsOf(given, { memory: 'always' }),
    tellsOf(given, { memory: 'track_state' }),
  ])

  expect(always.told).toBe('3 rising, 4 holding, 6 rising')
  expect(track.told).toBe('3 rising, 6 rising')
})

test('edges: rising and recovery; and what has to hold for two looks', async () => {
  const [edges, two] = await Promise.all([
    tellsOf(given, { alert: { on: ['rising', 'recovery'] } }),
    tellsOf(given, { alert: { for: { checks: 2 } } }),
  ])

  expect(edges.told).toBe('3 rising, 5 recovery, 6 rising')
  expect(two.told).toBe('4 rising')
})

test('a look that fails is an observation that says why, and leaves the state as it was', async () => {
  const name = stand.newName()
  await stand.watch(name, { condition: 'changed' })
  await stand.look(name, { price: 120 })

  const failed = await stand.look(name, { status: 503 })
  const after = await stand.look(name, { price: 120 })

  expect(failed).toMatchObject({ status: 'failed', failure: { message: expect.any(String) } })
  expect(after).toMatchObject({ status: 'succeeded', changed: false })
  const { json } = await stand.call<Observation>('GET', `/observations/${after.id}`)
  expect(json).toMatchObject({ state: { price: 120 }, evidence: { kind: 'http_json' } })
}, 60_000)

test('three failures are one alert, and the monitor is erroring until a look succeeds', async () => {
  const name = stand.newName()
  await stand.watch(name, {})

  await inOrder([1, 2, 3, 4], () => stand.look(name, { status: 404 }))

  expect(await stand.get(name)).toMatchObject({ health: 'erroring' })
  expect((await stand.alerts(name)).map(({ edge }) => edge)).toEqual(['erroring'])
  await stand.look(name, { price: 1 })
  expect(await stand.get(name)).toMatchObject({ health: 'ok', health_reason: null })
  expect((await stand.alerts(name)).map(({ edge }) => edge)).toEqual(['erroring', 'restored'])
}, 60_000)

test('the schedule follows the monitor: changed, paused, deleted', async () => {
  const name = stand.newName()
  const { id, monitor } = await stand.watch(name)
  const describe = () => stand.scheduleOf(id).describe()
  await eventually(async () => (await describe()).info.nextActionTimes.length > 0)

  await stand.call('PUT', `/monitors/${name}`, { ...monitor, schedule: { cron: ['0 0 2 2 *'] } })
  await eventually(async () => {
    const [next] = (await describe()).info.nextActionTimes
    return next?.getUTCMonth() === 1
  })
  await stand.call('POST', `/monitors/${name}/pause`, { reason: 'Holidays' })
  await eventually(async () => (await describe()).state.paused)
  await stand.call('POST', `/monitors/${name}/resume`)
  await eventually(async () => !(await describe()).state.paused)
  expect((await stand.call('DELETE', `/monitors/${name}`)).status).toBe(204)
  await eventually(() => isGone(id))

  expect(await stand.call('DELETE', `/monitors/${name}`)).toMatchObject({
    status: 404,
    json: { code: 'monitor-not-found' },
  })
})

test('a fire of the schedule is a look, and says for which time it was', async () => {
  const name = stand.newName()
  stand.pages.set(`/${name}`, { body: '{"price":1}' })
  const { id } = await stand.watch(name, { schedule: { intervals: [{ every_seconds: 1 }] } })

  const found = await eventually(async () => {
    const path = `/monitors/${name}/observations`
    const { json } = await stand.call<{ observations: Observation[] }>('GET', path)
    return json.observations.length > 0 && json.observations
  })
  await stand.call('POST', `/monitors/${name}/complete`)

  const { json: run } = await stand.call<{ scheduled_for: string; workflow_id: string }>(
    'GET',
    `/activity-runs/${found[0]?.id}`,
  )
  expect(run).toMatchObject({
    ...{ subject: 'monitor', trigger_kind: 'schedule', definition: { id, name } },
    occurrence_key: `t:${run.scheduled_for}`,
  })
  expect(run.workflow_id).toMatch(new RegExp(`^monitor-${id}-`))
  const look = stand.temporal.client.workflow.getHandle(run.workflow_id)
  recordHistory('monitoring', await look.fetchHistory())
})

test('a page that fails is asked again, and the look succeeds when it is back', async () => {
  const name = stand.newName()
  stand.pages.set(`/${name}`, { status: 503 })
  await stand.watch(name)
  const asked = () => stand.web.received(`/${name}`).length

  const looking = stand.look(name)
  await eventually(() => asked() > 0)
  stand.pages.set(`/${name}`, { body: '{"price":1}' })

  const { id, status } = await looking
  expect(status).toBe('succeeded')
  expect(asked()).toBeGreaterThan(1)
  const { json: run } = await stand.call<{ workflow_id: string }>('GET', `/activity-runs/${id}`)
  const look = stand.temporal.client.workflow.getHandle(run.workflow_id)
  await look.result()
  recordHistory('monitoring-again', await look.fetchHistory())
})

test('the same key asks for the same look', async () => {
  const name = stand.newName()
  await stand.watch(name)
  const ask = async () => {
    const answer = await fetch(`${stand.gateway.url}/monitors/${name}/look`, {
      method: 'POST',
      headers: { 'idempotency-key': 'one' },
    })
    return (await answer.json()) as { deduplicated: boolean; run: { id: string } }
  }

  const [first, second] = [await ask(), await ask()]

  expect(second).toMatchObject({ deduplicated: true, run: { id: first.run.id } })
})

async function isGone(id: string): Promise<boolean> {
  return stand
    .scheduleOf(id)
    .describe()
    .then(
      () => false,
      () => true,
    )
}
