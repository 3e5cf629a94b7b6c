import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { createClient } from '@temporal-registry/sdk/client'
import { expect, test } from 'vitest'
import { refusal, startStubGateway } from '../../test/stub-gateway.ts'

const retry = { firstDelayMs: 5, maxDelayMs: 10, attempts: 4 }

const message = (id: number) =>
  `id: ${id}\nevent: history\ndata: ${JSON.stringify({ event_id: id, event_type: 'E' })}\n\n`
const closed = 'event: closed\ndata: {"status":"completed"}\n\n'

function stream(...parts: string[]) {
  return (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    response.end(parts.join(''))
  }
}

test.concurrent('events come in order and end with the run', async () => {
  await using gateway = await startStubGateway(() =>
    stream(': hello\n\n', message(1), message(2), closed),
  )
  const client = createClient({ url: gateway.url, token: 't' })

  const events = await Array.fromAsync(client.runs.events('w', { run_id: 'r', afterEventId: 0 }))

  expect(events.map(({ event_id }) => event_id)).toEqual([1, 2])
  expect(gateway.received[0]).toMatchObject({
    path: '/runs/w/events?run_id=r',
    headers: { accept: 'text/event-stream', authorization: 'Bearer t', 'last-event-id': '0' },
  })
})

test.concurrent('a stream that breaks goes on after the last event seen', async () => {
  await using gateway = await startStubGateway((_request, count) => {
    if (count === 1)
      return (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write(message(1) + message(2) + 'id: 3\nevent: history\ndata: {"ha')
        setTimeout(() => response.destroy(), 10)
      }
    if (count === 2) return 'reset'
    if (count === 3) return { status: 503, text: 'restarting' }
    if (count === 4) return stream(message(3))
    return stream(message(4), closed)
  })
  const client = createClient({ url: gateway.url, retry })

  const events = await Array.fromAsync(client.runs.events('w', { run_id: 'r' }))

  expect(events.map(({ event_id }) => event_id)).toEqual([1, 2, 3, 4])
  const ids = gateway.received.map(({ headers }) => headers['last-event-id'])
  expect(ids).toEqual([undefined, '2', '2', '2', '3'])
})

test.concurrent('a gateway that stays away ends the stream with its last failure', async () => {
  await using gateway = await startStubGateway(() => 'reset')
  const client = createClient({ url: gateway.url, retry })

  await expect(Array.fromAsync(client.runs.events('w', { run_id: 'r' }))).rejects.toMatchObject({
    code: 'network',
  })

  expect(gateway.received).toHaveLength(4)
})

test.concurrent('an unknown run is refused at once', async () => {
  await using gateway = await startStubGateway(() => refusal('run-not-found', 'no such run'))
  const client = createClient({ url: gateway.url, retry })

  await expect(Array.fromAsync(client.runs.events('w', { run_id: 'r' }))).rejects.toMatchObject({
    code: 'run-not-found',
  })

  expect(gateway.received).toHaveLength(1)
})

test.concurrent('an answer that is no stream is told apart', async () => {
  await using gateway = await startStubGateway(() => ({ status: 200, json: {} }))

  await expect(
    Array.fromAsync(createClient({ url: gateway.url, retry }).runs.events('w', { run_id: 'r' })),
  ).rejects.toMatchObject({ code: 'not-a-problem', status: 200 })
})

test.concurrent('the connection is given back when the reader stops, and when it is aborted', async ({
  expect,
}) => {
  let open = 0
  await using gateway = await startStubGateway(() => (response) => {
    open += 1
    response.on('close', () => (open -= 1))
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(message(1))
  })
  const client = createClient({ url: gateway.url, retry })
  const stop = new AbortController()
  const reason = new Error('enough')

  for await (const _event of client.runs.events('w', { run_id: 'r' })) break
  await expect.poll(() => open).toBe(0)
  const reading = Array.fromAsync(client.runs.events('w', { run_id: 'r', signal: stop.signal }))
  await delay(50)
  stop.abort(reason)

  await expect(reading).rejects.toBe(reason)
  await expect.poll(() => open).toBe(0)
})

test.concurrent('the latest run is pinned, so that a broken stream does not go on in another', async () => {
  const run_id = 'the-latest'
  await using gateway = await startStubGateway((_request, count) => {
    if (count === 1) return { status: 200, json: { workflow_id: 'w', run_id } }
    return count === 2 ? stream(message(1)) : stream(message(2), closed)
  })
  const client = createClient({ url: gateway.url, retry })

  const events = await Array.fromAsync(client.runs.events('w'))

  expect(events.map(({ event_id }) => event_id)).toEqual([1, 2])
  expect(gateway.received.map(({ path }) => path)).toEqual([
    '/runs/w',
    `/runs/w/events?run_id=${run_id}`,
    `/runs/w/events?run_id=${run_id}`,
  ])
})

test.concurrent('a stream that the gateway breaks off is opened again; events of other kinds are passed over', async () => {
  const brokenOff =
    'event: problem\ndata: {"code":"temporal-unreachable","detail":"Temporal went away"}\n\n'
  const unknown = 'event: invented-later\nid: 99\ndata: x\n\n'
  await using gateway = await startStubGateway((_request, count) =>
    count === 1 ? stream(message(1), unknown, brokenOff) : stream(message(2), closed),
  )
  const client = createClient({ url: gateway.url, retry })

  const events = await Array.fromAsync(client.runs.events('w', { run_id: 'r' }))

  expect(events.map(({ event_id }) => event_id)).toEqual([1, 2])
  expect(gateway.received[1]?.headers['last-event-id']).toBe('1')
})

test('a stream that the gateway refuses to go on with ends with its code', async () => {
  const refused = 'event: problem\ndata: {"code":"run-not-found","detail":"it is forgotten"}\n\n'
  await using gateway = await startStubGateway(() => stream(message(1), refused))
  const client = createClient({ url: gateway.url, retry })

  await expect(Array.fromAsync(client.runs.events('w', { run_id: 'r' }))).rejects.toMatchObject({
    code: 'run-not-found',
    status: 404,
  })

  expect(gateway.received).toHaveLength(1)
})
