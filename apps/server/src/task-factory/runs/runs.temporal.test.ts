import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ActivityRun, ActivityRunSummary } from '@temporal-registry/contract/activity-runs'
import type { TriggerRecord } from '@temporal-registry/contract/triggers'
import { startTestGateway, type TestGateway } from '../../../test/gateway.ts'
import { freshPostgres } from '../../../test/database.ts'
import { connectRawTemporal } from '../../../test/raw-temporal.ts'
import { eventually } from '../../../test/wait.ts'
import { startTestWorker } from '../../../test/worker.ts'

const newName = () => `n-${randomUUID().slice(0, 8)}`
let gateway: TestGateway
let place: Awaited<ReturnType<typeof freshPostgres>>
let worker: Awaited<ReturnType<typeof startTestWorker>>

beforeAll(async () => {
  place = await freshPostgres()
  gateway = await startTestGateway({ database: `{ url: '${place.url}' }` })
  worker = await startTestWorker(gateway)
})

afterAll(async () => {
  await worker[Symbol.asyncDispose]()
  await gateway.close()
  await place.remove()
})

async function call<T>(method: string, path: string, body?: unknown, headers = {}) {
  const response = await fetch(gateway.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, json: (await response.json()) as T }
}

async function ended(id: string): Promise<ActivityRun> {
  return eventually(async () => {
    const { json } = await call<ActivityRun>('GET', `/activity-runs/${id}`)
    return json.finished_at !== null && json
  })
}

test('a definition triggered by hand runs a registered workflow with what its templates say', async () => {
  const made = await call('POST', '/activity-definitions', {
    name: 'greet',
    trigger: { manual: {} },
    context: [{ name: 'greeting', static: { value: { word: 'Hello' } } }],
    condition: 'context.greeting.word == "Hello"',
    tasks: [
      { name: 'pause', wait: { seconds: 0.1 } },
      {
        name: 'each',
        after: ['pause'],
        for_each: 'input.names',
        when: 'item != "Eve"',
        workflow: {
          workflow_type: 'echo',
          input: {
            text: { $liquid: '{{ context.greeting.word }} {{ item }}' },
            n: { $cel: 'index' },
          },
        },
      },
    ],
  })
  expect(made).toMatchObject({ status: 201 })

  const triggered = await call<{ run: { id: string } }>(
    'POST',
    '/activity-definitions/greet/trigger',
    { input: { names: ['Ada', 'Eve', 'Bob'] } },
    { 'idempotency-key': 'one' },
  )
  const again = await call('POST', '/activity-definitions/greet/trigger', null, {
    'idempotency-key': 'one',
  })
  expect(triggered).toMatchObject({ status: 202, json: { outcome: 'started' } })
  const { id } = triggered.json.run
  const run = await ended(id)

  expect(run).toMatchObject({ status: 'succeeded', tasks_spawned: 3, stage: 'tasks' })
  expect(run.context?.snapshot).toEqual({ greeting: { word: 'Hello' } })
  expect(run.tasks.map((task) => [task.id, task.status, task.result])).toEqual([
    [`task-${id}-0`, 'succeeded', null],
    [`task-${id}-1`, 'succeeded', { text: 'Hello Ada', n: 0 }],
    [`task-${id}-2`, 'succeeded', { text: 'Hello Bob', n: 2 }],
  ])
  expect(again).toMatchObject({ status: 200, json: { deduplicated: true, run: { id } } })
})

test('a run sees what the run before it looked at, and nothing of the runs before that', async () => {
  const name = newName()
  await call('POST', '/activity-definitions', {
    name,
    trigger: { manual: {} },
    context: [
      { name: 'word', static: { value: 'Hello' } },
      { name: 'last', previous_run: {} },
    ],
    tasks: [{ name: 'pause', wait: { seconds: 0 } }],
  })
  const runs: ActivityRun[] = []
  for (const _ of ['first', 'second', 'third']) {
    const path = `/activity-definitions/${name}/trigger`
    const { json } = await call<{ run: { id: string } }>('POST', path, null)
    runs.push(await ended(json.run.id))
  }

  expect(runs.map(({ context }) => context?.snapshot)).toMatchObject([
    { last: null },
    { last: { id: runs[0]?.id, context: { word: 'Hello' } } },
    { last: { id: runs[1]?.id } },
  ])
  expect(runs[2]?.context?.snapshot['last']).toHaveProperty('context', { word: 'Hello' })
})

interface Posted {
  readonly event_id: string
  readonly deduplicated?: boolean
}

/** Sends an event, and says what came of it for a definition once that is decided. */
async function send(type: string, data: unknown, id: string = randomUUID()) {
  const sent = await call<Posted>(
    'POST',
    '/events',
    { specversion: '1.0', id, source: 'shop', type, data },
    { 'content-type': 'application/cloudevents+json' },
  )
  expect(sent.status).toBe(202)
  return sent.json
}

async function recordsOf(eventId: string) {
  return eventually(async () => {
    const { json } = await call<{ triggers: TriggerRecord[] }>(
      'GET',
      `/triggers?event_id=${eventId}`,
    )
    return json.triggers.length > 0 && json.triggers
  })
}

const waiting = [{ name: 'pause', wait: { seconds: 0.05 } }]

test('an event runs what it matches, and the ledger says why others did not', async () => {
  const type = `order.${randomUUID()}`
  await call('POST', '/activity-definitions', {
    name: newName(),
    trigger: { event: { types: [type], filter: 'event.data.amount >= 100.0' } },
    tasks: waiting,
  })

  const small = await send(type, { amount: 99 })
  const large = await send(type, { amount: 100 })
  const again = await send(type, { amount: 100 }, 'twice')
  const repeated = await send(type, { amount: 100 }, 'twice')

  expect(await recordsOf(small.event_id)).toMatchObject([
    { outcome: 'filtered', stage: 'match', details: { filter: 'event.data.amount >= 100.0' } },
  ])
  const [started] = await recordsOf(large.event_id)
  expect(started).toMatchObject({ outcome: 'started' })
  expect((await ended(started?.run_id ?? '')).status).toBe('succeeded')
  expect(repeated).toMatchObject({ event_id: again.event_id, deduplicated: true })
  expect(await recordsOf(again.event_id)).toHaveLength(1)
})

test('of one key one runs at a time, and all run', async () => {
  const type = `order.${randomUUID()}`
  const made = await call<{ id: string }>('POST', '/activity-definitions', {
    name: newName(),
    trigger: { event: { types: [type] } },
    flow: { concurrency: { limit: 1, key: 'event.data.customer' } },
    tasks: [{ name: 'pause', wait: { seconds: 0.3 } }],
  })

  for (const customer of ['a', 'a', 'a', 'b', 'b', 'b']) await send(type, { customer })

  const runs = await eventually(async () => {
    const { json } = await call<{ runs: ActivityRunSummary[] }>(
      'GET',
      `/activity-runs?definition_id=${made.json.id}&status=succeeded`,
    )
    return json.runs.length === 6 && json.runs
  })
  for (const key of ['"a"', '"b"']) {
    const spans = runs
      .filter((run) => run.concurrency_key === key)
      .map((run) => [run.started_at ?? '', run.finished_at ?? ''] as const)
      .toSorted()
    expect(spans).toHaveLength(3)
    for (const [at, span] of spans.entries()) {
      expect(span[0] >= (spans[at - 1]?.[1] ?? '')).toBe(true)
    }
  }
})

test('a debounce makes one run of all that came', async () => {
  const type = `cart.${randomUUID()}`
  await call('POST', '/activity-definitions', {
    name: newName(),
    trigger: { event: { types: [type] } },
    flow: { debounce: { wait_seconds: 1 } },
    tasks: [
      { name: 'each', for_each: 'events', wait: { seconds: { $cel: 'item.data.n * 0.01' } } },
    ],
  })

  const sent: Posted[] = []
  for (let n = 0; n < 10; n++) sent.push(await send(type, { n }))

  const run = await eventually(async () => {
    const { json } = await call<{ runs: ActivityRunSummary[] }>(
      'GET',
      `/activity-runs?event_id=${sent[0]?.event_id}&status=succeeded`,
    )
    return json.runs[0]
  })
  expect((await ended(run.id)).event_ids).toEqual(sent.map((one) => one.event_id))
  expect(run.tasks_spawned).toBe(10)
})

test('what was collected for a definition comes to nothing when it is deleted, and the ledger says so', async () => {
  const type = `cart.${randomUUID()}`
  const { json: made } = await call<{ id: string; name: string }>('POST', '/activity-definitions', {
    name: newName(),
    trigger: { event: { types: [type] } },
    flow: { debounce: { wait_seconds: 1 } },
    tasks: [{ name: 'pause', wait: { seconds: 0.01 } }],
  })
  const { event_id: event } = await send(type, {})
  const told = async (outcome: string) => {
    const path = `/triggers?event_id=${event}&outcome=${outcome}`
    return (await call<{ triggers: TriggerRecord[] }>('GET', path)).json.triggers[0]
  }
  await eventually(() => told('debounced'))
  await fetch(`${gateway.url}/activity-definitions/${made.id}`, { method: 'DELETE' })

  const row = await eventually(() => told('paused'))

  expect(row).toMatchObject({
    stage: 'definition',
    reason: 'It was deleted',
    definition: { id: made.id, name: made.name },
    run_id: null,
  })
})

test('a run that is cancelled ends with its tasks, and hands its place on', async () => {
  const made = await call<{ id: string; name: string }>('POST', '/activity-definitions', {
    name: newName(),
    trigger: { manual: {} },
    flow: { concurrency: { limit: 1 } },
    tasks: [{ name: 'long', wait: { seconds: { $cel: 'input.seconds' } } }],
  })
  const trigger = (seconds: number) =>
    call<{ run: { id: string } }>('POST', `/activity-definitions/${made.json.name}/trigger`, {
      input: { seconds },
    })
  const first = await trigger(3_600)
  const second = await trigger(0.01)
  const third = await trigger(0.01)
  const queued = await call<ActivityRun>('GET', `/activity-runs/${second.json.run.id}`)
  await call('POST', `/activity-runs/${third.json.run.id}/cancel`)
  await eventually(async () => {
    const { json } = await call<ActivityRun>('GET', `/activity-runs/${first.json.run.id}`)
    return json.tasks[0]?.status === 'running'
  })

  const cancelled = await call('POST', `/activity-runs/${first.json.run.id}/cancel`)

  expect(queued.json.status).toBe('queued')
  expect(cancelled.status).toBe(202)
  const run = await ended(first.json.run.id)
  expect([run.status, run.tasks[0]?.status]).toEqual(['cancelled', 'cancelled'])
  expect((await ended(second.json.run.id)).status).toBe('succeeded')
  expect(await ended(third.json.run.id)).toMatchObject({
    status: 'cancelled',
    reason: expect.stringMatching(/^Cancelled by /),
  })
  const late = await call('POST', `/activity-runs/${first.json.run.id}/cancel`)
  expect(late).toMatchObject({ status: 409, json: { code: 'activity-run-ended' } })
})

test('what was decided, begun and ended is counted, and what is open or due is sampled', async () => {
  const { json: made } = await call<{ name: string }>('POST', '/activity-definitions', {
    name: newName(),
    trigger: { manual: {} },
    flow: { concurrency: { limit: 1, on_limit: 'cancel_new' } },
    tasks: [{ name: 'long', wait: { seconds: 3_600 } }],
  })
  const before = await figures()
  const trigger = () =>
    call<{ run: { id: string } }>('POST', `/activity-definitions/${made.name}/trigger`, {})

  const { json } = await trigger()
  await trigger()
  const open = await eventually(async () => {
    const now = await figures()
    return now('activity_runs_open', 'status="running"') > 0 && now
  })
  await call('POST', `/activity-runs/${json.run.id}/cancel`)
  await ended(json.run.id)
  const after = await figures()

  const more = (name: string, label: string) => after(name, label) - before(name, label)
  expect(more('trigger_decisions_total', 'outcome="started"')).toBe(1)
  expect(more('trigger_decisions_total', 'outcome="cancelled_new"')).toBe(1)
  expect(more('activity_run_begin_seconds_count', 'trigger_kind="manual"')).toBe(1)
  expect(more('activity_runs_ended_total', 'status="cancelled"')).toBe(1)
  expect(open('outbox_due_rows')).toBeGreaterThanOrEqual(0)
  expect(open('outbox_oldest_due_seconds')).toBeGreaterThanOrEqual(0)
})

/** What the gateway counts now, by name and one label; 0 for what it has not counted. */
async function figures(): Promise<(name: string, label?: string) => number> {
  const lines = (await (await fetch(`${gateway.url}/metrics`)).text()).split('\n')
  return (name, label = '') => {
    const line = lines.find(
      (one) => one.startsWith(`temporal_registry_${name}{`) && one.includes(label),
    )
    return Number(line?.split(' ').at(-1) ?? 0)
  }
}

test('a cancellation that finds no workflow any more ends the run all the same', async () => {
  const made = await call<{ name: string }>('POST', '/activity-definitions', {
    name: newName(),
    trigger: { manual: {} },
    tasks: [{ name: 'long', wait: { seconds: 3_600 } }],
  })
  const path = `/activity-definitions/${made.json.name}/trigger`
  const { id } = (await call<{ run: { id: string } }>('POST', path, null)).json.run
  const run = await eventually(async () => {
    const { json } = await call<ActivityRun>('GET', `/activity-runs/${id}`)
    return json.status === 'running' && json
  })
  await using temporal = await connectRawTemporal()
  await temporal.client.workflow.getHandle(run.workflow_id).terminate()

  await call('POST', `/activity-runs/${id}/cancel`)

  expect(await ended(id)).toMatchObject({
    status: 'cancelled',
    reason: expect.stringMatching(/^Cancelled by/),
  })
})
