import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { listTaskQueues } from '@temporal-registry/contract/workers'
import type { ChangesOptions, FeedItem } from '@temporal-registry/sdk/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../../test/gateway.ts'
import { eventually } from '../../../test/wait.ts'
import { startTestWorker } from '../../../test/worker.ts'

let one: TestGateway
let other: TestGateway

beforeAll(async () => {
  const registryId = `registry-${randomUUID()}`
  one = await startTestGateway({ registryId })
  other = await startTestGateway({ registryId })
})
afterAll(async () => {
  await Promise.all([one.close(), other.close()])
})

const newType = () => `fed.${randomUUID().slice(0, 8)}`
const specOf = (type: string) => ({ workflow_type: type, task_queue: 'q' })

/** A feed, open, whose items are taken until one is as wanted. */
async function openFeed({ client }: TestGateway, options: ChangesOptions = {}) {
  const feed = client.changes(options)
  const first = (await feed.next()).value as FeedItem
  return {
    first,
    async until(isWanted: (item: FeedItem) => boolean): Promise<FeedItem> {
      for (;;) {
        const { value } = await feed.next()
        if (value && isWanted(value)) return value
      }
    },
    [Symbol.asyncDispose]: async () => void (await feed.return()),
  }
}

const isChange = (kind: string, type: string) => (item: FeedItem) =>
  item.event === 'change' && item.change.kind === kind && item.change.workflow_type === type

test('what is registered at one replica is told by a feed of another, up to its becoming ready', async () => {
  await using feed = await openFeed(other, { kind: ['type.status', 'worker.left'] })
  expect(feed.first.event).toBe('open')
  const type = newType()

  await using worker = await startTestWorker(one, { types: [{ workflow_type: type }] })
  const ready = await feed.until(
    (item) =>
      isChange('type.status', type)(item) && 'change' in item && item.change.state === 'ready',
  )
  await worker.announcement?.leave()
  const left = await feed.until(
    (item) => item.event === 'change' && item.change.kind === 'worker.left',
  )

  expect(ready).toMatchObject({ change: { reason: expect.stringContaining('poller') } })
  expect(left).toMatchObject({ change: { worker_id: worker.workerId } })
})

test('a feed goes on where it broke, and begins anew on another replica', async () => {
  const [first, second] = [newType(), newType()]
  const feed = await openFeed(one, { kind: ['type.stored'] })
  await one.client.workflows.put(specOf(first))
  const seen = await feed.until(isChange('type.stored', first))
  await feed[Symbol.asyncDispose]()
  await one.client.workflows.put(specOf(second))

  await using again = await openFeed(one, { lastEventId: seen.id, kind: ['type.stored'] })
  await using elsewhere = await openFeed(other, { lastEventId: seen.id })

  expect(await again.until(() => true)).toMatchObject({ change: { workflow_type: second } })
  expect(elsewhere.first).toMatchObject({
    event: 'reset',
    start: { reason: expect.stringContaining('another feed') },
  })
})

test('what one replica wrote is read from another with min_revision', async () => {
  const { client } = other
  for (let round = 0; round < 20; round++) {
    const type = newType()
    const { revision } = await one.client.workers.register(`w-${type}`, {
      task_queue: 'q',
      workflows: [specOf(type)],
    })

    expect(await client.workflows.get(type, { minRevision: revision })).toMatchObject(specOf(type))
    const { workers } = await client.workers.list({ min_revision: revision, workflow_type: type })
    expect(workers).toHaveLength(1)
  }
})

test('the revision of a stored spec is in a header', async () => {
  const type = newType()
  const response = await fetch(`${one.url}/registry/workflows/${type}`, {
    method: 'PUT',
    body: JSON.stringify(specOf(type)),
  })

  const revision = Number(response.headers.get('x-registry-revision'))
  expect((await other.client.workflows.get(type, { minRevision: revision })).revision).toBe(
    revision,
  )
})

test('a revision that does not come is a 503 that says how far the replica is', async () => {
  const { revision } = await one.client.status()
  const path = `/registry/status?min_revision=${revision + 1_000_000}`
  const response = await fetch(`${one.url}${path}`)

  expect(response.headers.get('retry-after')).toBe('1')
  expect(await response.json()).toMatchObject({
    status: 503,
    code: 'revision-not-reached',
    min_revision: revision + 1_000_000,
    revision: expect.any(Number),
  })
  const taskQueues = await one.client.call(listTaskQueues, { query: { min_revision: revision } })
  expect(taskQueues.task_queues).toBeInstanceOf(Array)
})

test('a closing gateway ends its feeds at once', async () => {
  const registryId = one.registryId
  const short = await startTestGateway({ registryId })
  const feed = await fetch(`${short.url}/registry/changes`)
  const reader = feed.body?.getReader()
  await reader?.read()

  const startedMs = performance.now()
  await short.close()

  expect(performance.now() - startedMs).toBeLessThan(5_000)
  for (;;) if ((await reader?.read())?.done) break
})

test('filters that mean nothing are refused', async () => {
  for (const query of ['kind=type.gone', 'since=-1', 'label==x', 'what=else']) {
    const response = await fetch(`${one.url}/registry/changes?${query}`)
    expect([query, response.status]).toEqual([query, 400])
  }
})

/** A feed by plain HTTP: `fetch` opens a new connection for each that is given up. */
async function openPlainly({ url }: TestGateway): Promise<IncomingMessage> {
  const [response] = (await once(get(`${url}/registry/changes`), 'response')) as [IncomingMessage]
  response.on('error', () => undefined)
  return response
}

test('more feeds than a replica may have are refused, and those that end make room', async () => {
  const opened = await Promise.all(Array.from({ length: 500 }, () => openPlainly(other)))
  expect(opened.every(({ statusCode }) => statusCode === 200)).toBe(true)

  const refused = await fetch(`${other.url}/registry/changes`)
  expect(await refused.json()).toMatchObject({ status: 503, code: 'too-many-waiters' })

  for (const response of opened) response.destroy()
  const again = await eventually(async () => {
    const response = await openPlainly(other)
    return response.statusCode === 200 && response
  })
  again.destroy()
})
