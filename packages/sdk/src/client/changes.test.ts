import type { ServerResponse } from 'node:http'
import { createClient, type FeedItem } from '@temporal-registry/sdk/client'
import { expect, test } from 'vitest'
import { refusal, startStubGateway } from '../../test/stub-gateway.ts'

const retry = { firstDelayMs: 5, maxDelayMs: 10, attempts: 4 }

const message = (id: string, event: string, data: object) =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
const open = message('0-aa', 'open', { revision: 7 })
const change = (at: number) => message(`${at}-aa`, 'change', { kind: 'type.stored', revision: at })

function stream(...parts: string[]) {
  return (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' })
    response.end(parts.join(''))
  }
}

async function take(feed: AsyncGenerator<FeedItem>, count: number): Promise<FeedItem[]> {
  const items: FeedItem[] = []
  for await (const item of feed) if (items.push(item) === count) break
  return items
}

test.concurrent('a feed that breaks goes on after the last item, and says where it lost its place', async () => {
  await using gateway = await startStubGateway((_request, count) => {
    if (count === 1) return stream(': hello\n\n', open, change(1), change(2))
    if (count === 2) return 'reset'
    return stream(message('9-bb', 'reset', { revision: 9, reason: 'another' }), change(3))
  })
  const feed = createClient({ url: gateway.url, retry }).changes({
    kind: ['type.stored', 'type.removed'],
    label: ['team=a'],
  })

  const items = await take(feed, 5)

  expect(items.map(({ event }) => event)).toEqual(['open', 'change', 'change', 'reset', 'change'])
  expect(items[3]).toEqual({
    event: 'reset',
    id: '9-bb',
    start: { revision: 9, reason: 'another' },
  })
  expect(gateway.received.map(({ headers }) => headers['last-event-id'])).toEqual([
    undefined,
    '2-aa',
    '2-aa',
  ])
  expect(gateway.received[0]?.path).toBe(
    '/registry/changes?kind=type.stored&kind=type.removed&label=team%3Da',
  )
})

test.concurrent('a feed that is refused ends with the code, and one that is aborted with the reason', async () => {
  await using refusing = await startStubGateway(() => refusal('unauthorized', 'no token'))
  await using quiet = await startStubGateway(() => (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(open)
  })
  const stop = new AbortController()
  const aborted = createClient({ url: quiet.url, retry }).changes({ signal: stop.signal })
  await aborted.next()
  const ending = expect(aborted.next()).rejects.toThrow('enough')
  stop.abort(new Error('enough'))

  await ending
  await expect(createClient({ url: refusing.url, retry }).changes().next()).rejects.toMatchObject({
    code: 'unauthorized',
  })
})
