import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { Problem } from '@temporal-registry/contract/problem'
import { expect, test } from 'vitest'
import { eventStream, type StreamedEvent } from './event-stream.ts'

const event = (id: number, filling = ''): StreamedEvent => ({
  event: 'news',
  id,
  data: { filling },
})

async function* events(...ids: readonly number[]) {
  for (const id of ids) yield event(id)
}

const never = new AbortController().signal

test('something is sent at once, then each event with its number', async () => {
  const lines = await text(eventStream(events(1, 2), never))

  expect(lines).toBe(
    [
      'retry: 1000',
      `id: 1\nevent: news\ndata: ${JSON.stringify(event(1).data)}`,
      `id: 2\nevent: news\ndata: ${JSON.stringify(event(2).data)}`,
      '',
    ].join('\n\n'),
  )
})

test('line breaks in a payload do not break an event', async () => {
  async function* one() {
    yield event(1, 'a\n\nevent: closed\r\ndata: {}\u2028')
  }
  const lines = await text(eventStream(one(), never))

  expect(lines.match(/^event: /gm)).toEqual(['event: '])
})

test('what goes wrong on the way is told within the stream, and a mistake of ours not in its words', async () => {
  async function* failing(error: Error) {
    yield event(1)
    throw error
  }
  const gone = await text(
    eventStream(failing(new Problem('temporal-unreachable', 'no Temporal')), never),
  )
  const mistake = await text(eventStream(failing(new Error('a secret')), never))

  expect(gone).toContain(
    'event: problem\ndata: {"code":"temporal-unreachable","detail":"no Temporal"}',
  )
  expect(mistake).toContain('event: problem\ndata: {"code":"internal"')
  expect(mistake).not.toContain('secret')
})

test('a stream that is given up ends without a word', async () => {
  const stop = new AbortController()
  async function* waiting() {
    yield event(1)
    if (!stop.signal.aborted) await once(stop.signal, 'abort')
    throw new Error('aborted')
  }
  const stream = text(eventStream(waiting(), stop.signal))
  stop.abort()

  expect(await stream).not.toMatch(/problem/)
})

test('a slow reader slows the reading down: what it has not taken is not fetched', async () => {
  let fetched = 0
  async function* endless() {
    for (;;) yield event(++fetched, 'x'.repeat(10_000))
  }
  const stream = eventStream(endless(), never)
  await once(stream, 'readable')
  await new Promise((resolve) => setImmediate(resolve))

  expect(fetched).toBeLessThan(20)
  stream.destroy()
})
