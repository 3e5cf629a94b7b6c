import { randomUUID } from 'node:crypto'
import type { HistoryEvent } from '@temporal-registry/contract/runs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { eventually } from '../../test/wait.ts'
import { startTestWorker, type TestWorker } from '../../test/worker.ts'

let gateway: TestGateway
let worker: TestWorker

beforeAll(async () => {
  gateway = await startTestGateway()
  worker = await startTestWorker(gateway)
})
afterAll(async () => {
  await worker[Symbol.asyncDispose]()
  await gateway.close()
})

async function adder(signals = 0): Promise<string> {
  const workflow_id = `history-${randomUUID()}`
  await gateway.client.workflows.start('adder', { workflow_id, input: { start: 1 } })
  for (let at = 0; at < signals; at++) {
    await gateway.client.runs.signal(workflow_id, 'add', { input: at })
  }
  // Nothing more happens to it by itself after this.
  await gateway.client.runs.query(workflow_id, 'sum')
  return workflow_id
}

interface ServerSentEvent {
  readonly id?: string
  readonly event?: string
  readonly data?: string
}

/** Reads a stream as it comes; `seen` grows. */
async function listen(id: string, headers: Record<string, string> = {}) {
  const leave = new AbortController()
  const response = await fetch(`${gateway.url}/runs/${id}/events`, {
    headers,
    signal: leave.signal,
  })
  const seen: ServerSentEvent[] = []
  let hasEnded = false
  const reading = (async () => {
    let rest = ''
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (rest + chunk).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const lines = block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2))
        seen.push(Object.fromEntries(lines) as ServerSentEvent)
      }
    }
  })()
    .catch(() => undefined)
    .finally(() => (hasEnded = true))
  return {
    response,
    seen,
    ids: () => seen.flatMap(({ id: eventId }) => (eventId === undefined ? [] : [Number(eventId)])),
    hasEnded: () => hasEnded,
    async leave() {
      leave.abort()
      await reading
    },
  }
}

const metric = async (name: string) => {
  const text = await (await fetch(`${gateway.url}/metrics`)).text()
  return Number(new RegExp(`^temporal_registry_${name}(?:\\{.*\\})? (\\d+)`, 'm').exec(text)?.[1])
}

test('pages join to the whole history, forwards and backwards', async () => {
  const id = await adder(5)
  const { events: whole, next_cursor: none } = await gateway.client.runs.history(id, {
    limit: 1_000,
  })
  const collect = async (query: object) => {
    const events: HistoryEvent[] = []
    for await (const event of gateway.client.runs.allHistory(id, query)) events.push(event)
    return events
  }

  expect(none).toBeUndefined()
  expect(whole.map((event) => event.event_id)).toEqual(whole.map((_event, at) => at + 1))
  for (const limit of [1, 3, 100]) {
    expect(await collect({ limit })).toEqual(whole)
    expect(await collect({ limit, reverse: true })).toEqual(whole.toReversed())
  }
  await gateway.client.runs.terminate(id)
})

test('a page holds no more than its limit, and its cursor is for that history in that direction', async () => {
  const id = await adder(3)
  const other = await adder()
  const { run_id: runId } = await gateway.client.runs.get(id)
  const first = await gateway.client.runs.history(id, { limit: 2 })
  const get = async (path: string) =>
    (await fetch(`${gateway.url}/runs/${path}cursor=${first.next_cursor}`)).json()

  expect(first.events).toHaveLength(2)
  expect(await get(`${id}/history?limit=1&`)).toMatchObject({ events: [{ event_id: 3 }] })
  for (const path of [
    `${id}/history?reverse=true&`,
    `${id}/history?run_id=${runId}&`,
    `${other}/history?`,
    `../runs?`,
  ]) {
    expect([path, await get(path)]).toEqual([
      path,
      expect.objectContaining({ code: 'cursor-invalid' }),
    ])
  }
})

test('events have their payloads read and their times as text', async () => {
  const id = await adder(1)
  const { events } = await gateway.client.runs.history(id)
  const [started] = events

  expect(started).toMatchObject({
    event_id: 1,
    event_type: 'workflow_execution_started',
    event_time: expect.stringMatching(/^\d{4}-.*Z$/),
    attributes: {
      workflow_type: { name: 'adder' },
      task_queue: { name: worker.taskQueue },
      input: { payloads: [{ start: 1 }] },
      first_workflow_task_backoff: 0,
      memo: { fields: { temporal_registry: { task_queue: worker.taskQueue } } },
    },
  })
  expect(events.find((event) => event.event_type === 'workflow_execution_signaled')).toMatchObject({
    attributes: { signal_name: 'add', input: { payloads: [0] } },
  })
})

test('a stream begins at once, tells every event so far, then each as it happens, and ends with the run', async () => {
  const id = await adder(1)
  const stream = await listen(id)
  const { events } = await gateway.client.runs.history(id, { limit: 1_000 })
  await eventually(() => stream.ids().length === events.length)
  expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(stream.response.headers.get('cache-control')).toBe('no-cache')
  expect(stream.seen[0]).toEqual({ retry: '1000' })
  expect(stream.seen.slice(1).map(({ data = '' }) => JSON.parse(data))).toEqual(events)

  await gateway.client.runs.signal(id, 'add', { input: 5 })
  await eventually(() => stream.seen.some(({ data }) => data?.includes('"payloads":[5]')))
  expect(stream.hasEnded()).toBe(false)

  await gateway.client.runs.signal(id, 'end')
  await eventually(stream.hasEnded)
  const whole = await gateway.client.runs.history(id, { limit: 1_000 })
  expect(stream.ids()).toEqual(whole.events.map((event) => event.event_id))
  expect(stream.seen.at(-1)).toEqual({ event: 'closed', data: '{}' })
})

test('Last-Event-ID goes on after that event; past the end there is only what comes', async () => {
  const id = await adder(2)
  const { events } = await gateway.client.runs.history(id, { limit: 1_000 })
  const last = events.length
  const later = await listen(id, { 'last-event-id': '3' })
  const end = await listen(id, { 'last-event-id': String(last) })
  await eventually(() => later.ids().length === last - 3)

  expect(later.ids()[0]).toBe(4)
  expect(end.ids()).toEqual([])
  await gateway.client.runs.terminate(id)
  await eventually(() => later.hasEnded() && end.hasEnded())
  expect(end.ids()).toEqual([last + 1])
  expect(end.seen.at(-1)?.event).toBe('closed')
})

test('a closed run is told whole and closed at once', async () => {
  const id = await adder()
  await gateway.client.runs.terminate(id)
  const stream = await listen(id)
  await eventually(stream.hasEnded)

  expect(stream.seen.at(-1)).toEqual({ event: 'closed', data: '{}' })
  expect(stream.ids().length).toBeGreaterThan(2)
})

test('a stream is of one run: a successor’s events are not in it', async () => {
  const { workflow_id: id, run_id: runId } = await gateway.client.workflows.start('hop', {
    workflow_id: `history-${randomUUID()}`,
    input: { hops: 1 },
  })
  await gateway.client.runs.waitForResult(id)
  const response = await fetch(`${gateway.url}/runs/${id}/events?run_id=${runId}`)

  expect(await response.text()).toMatch(/workflow_execution_continued_as_new[^]*event: closed/)
})

test('a reader that goes away frees its poll, and HEAD holds none', async () => {
  const id = await adder()
  const stream = await listen(id)
  await eventually(async () => (await metric('http_requests_in_flight')) === 2)
  const head = await fetch(`${gateway.url}/runs/${id}/events`, { method: 'HEAD' })
  await stream.leave()

  expect(head.headers.get('content-type')).toMatch('text/event-stream')
  await eventually(async () => (await metric('http_requests_in_flight')) === 1, 3_000)
  await gateway.client.runs.terminate(id)
})

test('a stream of a run nobody knows is a 404 problem like any other', async () => {
  const response = await fetch(`${gateway.url}/runs/nobody/events`)

  expect(response.status).toBe(404)
  expect(await response.json()).toMatchObject({ code: 'run-not-found' })
})

test('a gateway that closes ends its streams, and says of none that the run is closed', async () => {
  await using other = await startTestGateway({ registryId: gateway.registryId })
  const id = await adder()
  const response = await fetch(`${other.url}/runs/${id}/events`)
  const text = response.text()
  const beganAtMs = performance.now()
  await other.close()

  expect(await text).not.toMatch(/event: (closed|problem)/)
  expect(performance.now() - beganAtMs).toBeLessThan(10_000)
  await gateway.client.runs.terminate(id)
})

test('the SDK reads a stream to its end', async () => {
  const id = await adder()
  const types: string[] = []
  for await (const { event_type: type } of gateway.client.runs.events(id)) {
    types.push(type)
    if (type === 'workflow_task_completed')
      await gateway.client.runs.terminate(id).catch(() => undefined)
  }

  expect(types[0]).toBe('workflow_execution_started')
  expect(types.at(-1)).toBe('workflow_execution_terminated')
})
