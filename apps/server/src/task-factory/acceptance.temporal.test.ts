import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ActivityRun, ActivityRunSummary } from '@temporal-registry/contract/activity-runs'
import type { EventExplanation } from '@temporal-registry/contract/events'
import type { TriggerRecord } from '@temporal-registry/contract/triggers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshPostgres } from '../../test/database.ts'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { connectRawTemporal } from '../../test/raw-temporal.ts'
import { eventually } from '../../test/wait.ts'

let place: Awaited<ReturnType<typeof freshPostgres>>
let gateway: TestGateway

beforeAll(async () => {
  place = await freshPostgres()
  gateway = await startTestGateway({ database: `{ url: '${place.url}' }` })
})

afterAll(async () => {
  await gateway.close()
  await place.remove()
})

async function call<T>(method: string, path: string, body?: unknown, type = 'application/json') {
  const response = await fetch(gateway.url + path, {
    method,
    headers: { 'content-type': type },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, json: (await response.json()) as T }
}

/** Defines what is done for events of a type of its own. @returns the type, and the definition's id. */
async function define(more: object = {}, filter?: string) {
  const type = `order.${randomUUID()}`
  const { status, json } = await call<{ id: string }>('POST', '/activity-definitions', {
    name: `n-${randomUUID().slice(0, 8)}`,
    trigger: { event: { types: [type], ...(filter === undefined ? {} : { filter }) } },
    tasks: [{ name: 'pause', wait: { seconds: 0.01 } }],
    ...more,
  })
  expect(status).toBe(201)
  return { type, definitionId: json.id }
}

interface Receipt {
  readonly event_id: string
  readonly deduplicated?: boolean
}

const eventOf = (type: string, data: unknown, id: string = randomUUID()) => ({
  ...{ specversion: '1.0', id, source: 'shop', type, data },
})

async function send(type: string, data: unknown, id?: string): Promise<Receipt> {
  const media = 'application/cloudevents+json'
  const { status, json } = await call<Receipt>('POST', '/events', eventOf(type, data, id), media)
  expect(status).toBe(202)
  return json
}

async function runsOf(definitionId: string): Promise<ActivityRunSummary[]> {
  const path = `/activity-runs?definition_id=${definitionId}`
  return (await call<{ runs: ActivityRunSummary[] }>('GET', path)).json.runs
}

function succeeded(definitionId: string, count: number): Promise<ActivityRunSummary[]> {
  return eventually(async () => {
    const runs = await runsOf(definitionId)
    return runs.filter(({ status }) => status === 'succeeded').length >= count && runs
  }, 45_000)
}

/** Events of each run of a definition. */
async function eventCounts(definitionId: string): Promise<number[]> {
  const runs = await runsOf(definitionId)
  const whole = await Promise.all(
    runs.map(({ id }) => call<ActivityRun>('GET', `/activity-runs/${id}`)),
  )
  return whole.map(({ json }) => json.event_ids.length)
}

async function ledgerOf(eventId: string, outcome: string): Promise<TriggerRecord> {
  return eventually(async () => {
    const path = `/triggers?event_id=${eventId}&outcome=${outcome}`
    return (await call<{ triggers: TriggerRecord[] }>('GET', path)).json.triggers[0]
  })
}

test('an event is known again after its run was deleted from Temporal', async () => {
  await using temporal = await connectRawTemporal()
  const { type, definitionId } = await define()
  const first = await send(type, {}, 'the-one')
  const [run] = await succeeded(definitionId, 1)
  const execution = { workflowId: run?.workflow_id ?? '' }
  const { workflowService } = temporal.client
  await workflowService.deleteWorkflowExecution({
    namespace: 'default',
    workflowExecution: execution,
  })
  // Temporal takes half a minute for it.
  await eventually(async () => {
    const found = workflowService.describeWorkflowExecution({ namespace: 'default', execution })
    return found.then(
      () => false,
      () => true,
    )
  }, 90_000)

  const again = await send(type, {}, 'the-one')
  // What comes after it is decided after it.
  await send(type, {}, 'another')
  const runs = await succeeded(definitionId, 2)

  expect(again).toMatchObject({ event_id: first.event_id, deduplicated: true })
  expect(runs).toHaveLength(2)
}, 120_000)

test('two events of one cart make one run', async () => {
  const dedupe = { key: 'event.data.cart_id', ttl_seconds: 3_600 }
  const { type, definitionId } = await define({ dedupe })

  await send(type, { cart_id: 7 })
  const second = await send(type, { cart_id: 7 })

  const row = await ledgerOf(second.event_id, 'deduplicated')
  const runs = await succeeded(definitionId, 1)
  expect(runs.map(({ id }) => id)).toEqual([row.run_id])
})

test('an event is explained by each definition that looked at it, with what was compared', async () => {
  const { type, definitionId } = await define({}, 'event.data.amount >= 100.0')
  const other = await call<{ id: string }>('POST', '/activity-definitions', {
    name: `n-${randomUUID().slice(0, 8)}`,
    trigger: { event: { types: [type] } },
    tasks: [{ name: 'pause', wait: { seconds: 0.01 } }],
  })

  const { event_id: eventId } = await send(type, { amount: 99 })
  await succeeded(other.json.id, 1)
  const { json } = await call<EventExplanation>('GET', `/events/${eventId}/explain`)

  const byDefinition = new Map(json.triggers.map((row) => [row.definition?.id, row]))
  expect(json).toMatchObject({ pending: false, triggers: { length: 2 } })
  expect(byDefinition.get(other.json.id)).toMatchObject({ stage: 'start', outcome: 'started' })
  expect(byDefinition.get(definitionId)).toMatchObject({
    stage: 'match',
    outcome: 'filtered',
    conditions: [
      {
        expression: 'event.data.amount >= 100.0',
        value: false,
        values: { 'event.data.amount': 99 },
      },
    ],
  })
})

test('ten events at two a second take four seconds', async () => {
  const flow = { throttle: { limit: 2, period_seconds: 1 } }
  const { type, definitionId } = await define({ flow })
  const events = Array.from({ length: 10 }, (_, n) => eventOf(type, { n }))

  await call('POST', '/events', events, 'application/cloudevents-batch+json')

  const runs = await succeeded(definitionId, 10)
  const times = runs.map((run) => Date.parse(run.fired_at))
  expect(runs).toHaveLength(10)
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThanOrEqual(3_990)
})

test('events that come within the wait of a debounce are one run with all of them', async () => {
  const { type, definitionId } = await define({ flow: { debounce: { wait_seconds: 3 } } })

  for (let n = 0; n < 10; n++) {
    await send(type, { n })
    // The wait between senders is what is tried.
    await sleep(150)
  }

  await succeeded(definitionId, 1)
  expect(await eventCounts(definitionId)).toEqual([10])
})

test('a batch of three makes of seven events runs of three, three and one', async () => {
  const { type, definitionId } = await define({ flow: { batch: { max_size: 3, wait_seconds: 3 } } })
  const events = Array.from({ length: 7 }, (_, n) => eventOf(type, { n }))

  await call('POST', '/events', events, 'application/cloudevents-batch+json')

  await succeeded(definitionId, 3)
  expect((await eventCounts(definitionId)).toSorted()).toEqual([1, 3, 3])
})
