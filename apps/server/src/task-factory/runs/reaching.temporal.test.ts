import { randomUUID } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ActivityRun } from '@temporal-registry/contract/activity-runs'
import type { TriggerRecord } from '@temporal-registry/contract/triggers'
import { freshPostgres } from '../../../test/database.ts'
import { startTestGateway, type TestGateway } from '../../../test/gateway.ts'
import { startReceiver, type Receiver } from '../../../test/receiver.ts'
import { eventually } from '../../../test/wait.ts'
import { startTestWorker } from '../../../test/worker.ts'

const newName = () => `n-${randomUUID().slice(0, 8)}`
const json = { 'content-type': 'application/json' }
const signingSecret = `whsec_${Buffer.alloc(24, 5).toString('base64')}`
let gateway: TestGateway
let place: Awaited<ReturnType<typeof freshPostgres>>
let worker: Awaited<ReturnType<typeof startTestWorker>>
let receiver: Receiver

beforeAll(async () => {
  place = await freshPostgres()
  receiver = await startReceiver(({ path, headers, body }, before) => {
    if (path.startsWith('/flaky')) return { status: before < 2 ? 500 : 200, body: 'done' }
    if (path.startsWith('/later') && before === 0) {
      return { status: 429, headers: { 'retry-after': '1' } }
    }
    if (path.startsWith('/refusing')) return { status: 403, body: `not with ${headers['x-key']}` }
    if (path.startsWith('/long')) return { body: 'x'.repeat(300_000) }
    if (path.startsWith('/down')) return { status: 503 }
    const seen = { path, authorization: headers.authorization ?? null, body }
    return { headers: json, body: JSON.stringify({ amount: 120, seen }) }
  })
  gateway = await startTestGateway({
    database: `{ url: '${place.url}' }`,
    outbound: "{ allow: ['127.0.0.1'] }",
    notify: `{ channels: [{ name: ops, url: '${receiver.url}/ops', signing_secret: '${signingSecret}' }] }`,
    secrets: `{ keys: ['k:${Buffer.alloc(32, 3).toString('base64')}'] }`,
  })
  worker = await startTestWorker(gateway)
})

afterAll(async () => {
  await worker[Symbol.asyncDispose]()
  await gateway.close()
  await receiver.close()
  await place.remove()
})

async function call<T>(method: string, path: string, body?: unknown) {
  const response = await fetch(gateway.url + path, {
    method,
    headers: json,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, json: (await response.json()) as T }
}

/** Defines, triggers by hand after something has happened, and waits for the end. */
async function run(
  parts: Readonly<Record<string, unknown>>,
  input: unknown = null,
  meanwhile?: () => Promise<void>,
): Promise<ActivityRun> {
  const name = newName()
  const made = await call('POST', '/activity-definitions', {
    ...{ name, trigger: { manual: {} } },
    tasks: [{ name: 'end', wait: { seconds: 0.01 } }],
    ...parts,
  })
  expect(made).toMatchObject({ status: 201 })
  await meanwhile?.()
  const { json: triggered } = await call<{ run: { id: string } }>(
    'POST',
    `/activity-definitions/${name}/trigger`,
    { input },
  )
  return eventually(async () => {
    const { json: one } = await call<ActivityRun>('GET', `/activity-runs/${triggered.run.id}`)
    // Templates beside each other make their tasks in any order.
    const tasks = one.tasks.toSorted((a, b) => order(parts, a.template) - order(parts, b.template))
    return one.finished_at !== null && { ...one, tasks }
  })
}

function order(parts: Readonly<Record<string, unknown>>, template: string): number {
  const templates = (parts['tasks'] ?? []) as readonly { readonly name: string }[]
  return templates.findIndex(({ name }) => name === template)
}

const quick = { initial_interval_seconds: 0.05, backoff_coefficient: 1 }

test('an HTTP task is sent under one key until it is done', async () => {
  const path = `/flaky/${randomUUID()}`

  const { status, tasks } = await run(
    {
      tasks: [
        {
          name: 'post',
          http: {
            url: `${receiver.url}${path}`,
            headers: { 'X-For': '{{ input.name }}' },
            body: { name: { $cel: 'input.name' } },
            retry: quick,
          },
        },
      ],
    },
    { name: 'Ada' },
  )

  const sent = receiver.received(path)
  expect(status).toBe('succeeded')
  expect(tasks[0]).toMatchObject({ status: 'succeeded', result: { status: 200, body: 'done' } })
  expect(sent.map(({ headers }) => headers['idempotency-key'])).toEqual(
    Array.from({ length: 3 }, () => tasks[0]?.id),
  )
  expect(sent[2]).toMatchObject({ method: 'POST', body: '{"name":"Ada"}' })
  expect(sent[2]?.headers).toMatchObject({ 'x-for': 'Ada', 'content-type': 'application/json' })
})

test('what an HTTP task is refused is not sent again; what is asked for later is sent later', async () => {
  const refusing = `/refusing/${randomUUID()}`
  const later = `/later/${randomUUID()}`
  const task = (name: string, path: string) => ({
    ...{ name, on_failure: 'continue' },
    http: { url: `${receiver.url}${path}`, retry: quick },
  })
  const beganMs = Date.now()

  const { tasks } = await run({ tasks: [task('refused', refusing), task('later', later)] })

  expect(tasks[0]).toMatchObject({ status: 'failed' })
  expect(JSON.stringify(tasks[0]?.failure)).toContain('403')
  expect(receiver.received(refusing)).toHaveLength(1)
  expect(tasks[1]).toMatchObject({ status: 'succeeded' })
  expect(receiver.received(later)).toHaveLength(2)
  expect(Date.now() - beganMs).toBeGreaterThan(1_000)
})

test('a long answer is left out, and its task is done all the same', async () => {
  const { tasks } = await run({ tasks: [{ name: 'long', http: { url: `${receiver.url}/long` } }] })

  expect(tasks[0]).toMatchObject({
    status: 'succeeded',
    result: { status: 200, body: null, body_left_out: 'It is larger than 262144 bytes' },
  })
})

test('an address that is not allowed is refused by name, once', async () => {
  const { tasks, status } = await run({
    tasks: [{ name: 'meta', http: { url: 'http://169.254.169.254/latest' } }],
  })

  expect(status).toBe('failed')
  expect(JSON.stringify(tasks[0]?.failure)).toMatch(/"type":"blocked-address"/)
})

test('a signal task reaches the run it names, once; one that there is not fails', async () => {
  const workflowId = newName()
  await call('POST', '/workflows/adder/start', { input: { start: 1 }, workflow_id: workflowId })

  const { tasks } = await run(
    {
      tasks: [
        {
          name: 'add',
          signal: { workflow_id: '{{ input.id }}', signal: 'add', input: { $cel: '41' } },
        },
        { name: 'end', after: ['add'], signal: { workflow_id: '{{ input.id }}', signal: 'end' } },
        { ...{ name: 'lost', on_failure: 'continue' }, signal: { workflow_id: 'no', signal: 'a' } },
      ],
    },
    { id: workflowId },
  )

  expect(tasks.map(({ template, status }) => [template, status]).toSorted()).toEqual([
    ['add', 'succeeded'],
    ['end', 'succeeded'],
    ['lost', 'failed'],
  ])
  expect(JSON.stringify(tasks)).toContain('run-not-found')
  const { json: ended } = await call('GET', `/runs/${workflowId}/result`)
  expect(ended).toMatchObject({ result: 42 })
})

test('an emit task makes an event that sets others off', async () => {
  const type = `stock.${randomUUID()}`
  await call('POST', '/activity-definitions', {
    ...{ name: newName(), trigger: { event: { types: [type] } } },
    tasks: [{ name: 'end', wait: { seconds: 0.01 } }],
  })

  const { definition, tasks } = await run({
    tasks: [{ name: 'tell', emit: { type, subject: 'shelf 1', data: { left: { $cel: '3' } } } }],
  })

  const [told] = tasks
  const { event_id: eventId } = { event_id: '', ...(told?.result as object) }
  const { json: event } = await call('GET', `/events/${eventId}`)
  expect(event).toMatchObject({
    envelope: {
      ...{ type, subject: 'shelf 1', id: tasks[0]?.id, data: { left: 3 } },
      source: `temporal-registry/activity/${definition.name}`,
    },
  })
  await eventually(async () => {
    const { json: found } = await call<{ triggers: TriggerRecord[] }>(
      'GET',
      `/triggers?event_id=${eventId}`,
    )
    return found.triggers[0]?.outcome === 'started'
  })
})

test('a definition that sets itself off is stopped after ten events', async () => {
  const type = `loop.${randomUUID()}`
  const made = await call<{ id: string }>('POST', '/activity-definitions', {
    ...{ name: newName(), trigger: { event: { types: [type] } } },
    tasks: [{ name: 'again', emit: { type } }],
  })
  await fetch(`${gateway.url}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify({ specversion: '1.0', id: randomUUID(), source: 'shop', type }),
  })

  const [record] = await eventually(async () => {
    const { json: found } = await call<{ triggers: TriggerRecord[] }>(
      'GET',
      '/triggers?outcome=loop_detected',
    )
    return found.triggers.length > 0 && found.triggers
  }, 30_000)
  const { json: started } = await call<{ triggers: TriggerRecord[] }>(
    'GET',
    `/triggers?definition_id=${made.json.id}&outcome=started`,
  )

  expect(record).toMatchObject({ details: { depth: 11 }, definition: { id: made.json.id } })
  expect(started.triggers).toHaveLength(11)
})

test('a notify task sends a signed message to its channel; one that is gone meanwhile fails', async () => {
  await call('PUT', '/channels/brief', { to: { webhook: { url: `${receiver.url}/brief` } } })
  const { tasks } = await run(
    {
      tasks: [
        { name: 'tell', notify: { channel: 'ops', subject: 'Hi', text: 'Dear {{ input.name }}' } },
        { ...{ name: 'lost', on_failure: 'continue' }, notify: { channel: 'brief', text: 'x' } },
      ],
    },
    { name: 'Ada' },
    async () => {
      await fetch(`${gateway.url}/channels/brief`, { method: 'DELETE' })
    },
  )

  const sent = receiver
    .received('/ops')
    .find(({ headers }) => headers['webhook-id'] === tasks[0]?.id)
  expect(tasks.map(({ status }) => status)).toEqual(['succeeded', 'failed'])
  expect(JSON.stringify(tasks[1]?.failure)).toContain('channel-not-found')
  // The headers of a webhook, as Node gives them.
  const headers = sent?.headers as Record<string, string>
  expect(new Webhook(signingSecret).verify(sent?.body ?? '', headers)).toMatchObject({
    ...{ channel: 'ops', subject: 'Hi', text: 'Dear Ada', task_id: tasks[0]?.id },
  })
})

test('an HTTP source gives what it is answered, or what is picked of it', async () => {
  const { context, status } = await run(
    {
      context: [
        { name: 'price', http: { url: `${receiver.url}/price?of={{ input.sku }}` } },
        {
          name: 'amount',
          http: { url: `${receiver.url}/price`, pick: 'response.body.amount + response.status' },
        },
      ],
      condition: 'context.price.amount > 100',
    },
    { sku: 'a b' },
  )

  expect(status).toBe('succeeded')
  expect(context?.snapshot).toMatchObject({
    price: { amount: 120, seen: { path: '/price?of=a%20b' } },
    amount: 320,
  })
})

test('a run fails at a source that is down and names it; an optional one is null', async () => {
  const url = `${receiver.url}/refusing/${randomUUID()}`

  const failed = await run({ context: [{ name: 'gone', http: { url } }] })
  const went = await run({
    context: [{ name: 'gone', optional: true, http: { url: `${receiver.url}/down` } }],
    condition: 'context.gone == null',
  })

  expect(failed).toMatchObject({ status: 'failed', stage: 'context' })
  expect(failed.reason).toContain('«gone»')
  expect(went).toMatchObject({ status: 'succeeded', context: { snapshot: { gone: null } } })
  expect(went.context?.sources).toMatchObject([{ name: 'gone', status: 'absent' }])
})
