import { expect, test, vi } from 'vitest'
import { fullSpec, putting, registering } from '../../../test/specs.ts'
import { viewedCatalogue, type ViewedCatalogue } from '../../../test/viewed.ts'
import type { StreamedEvent } from '../../http/event-stream.ts'
import { createChangeFeed, type ChangeFeed, type FeedRequest } from './change-feed.ts'

const order = fullSpec('order', { version: '1', labels: { team: 'shop' } })
const serving = (id: string, more: object = {}) => registering(id, { workflows: [order], ...more })

/** A feed whose events are taken one by one. */
function follow(feed: ChangeFeed, request: FeedRequest = {}) {
  const stop = new AbortController()
  const events = feed.follow(request, stop.signal, () => undefined)
  return {
    next: async () => (await events.next()).value as StreamedEvent | undefined,
    /** Kinds, and what they are about, of the next few changes. */
    async take(count: number) {
      const taken: unknown[] = []
      while (taken.length < count) {
        const { value } = await events.next()
        if (!value) throw new Error('The feed has ended')
        const { kind, workflow_type, worker_id, task_queue, state } = value.data as Record<
          string,
          unknown
        >
        taken.push([kind, workflow_type ?? worker_id ?? task_queue, state])
      }
      return taken
    },
    end: async () => {
      stop.abort()
      await events.return(undefined)
    },
  }
}

function feedOf({ view, now }: ViewedCatalogue) {
  return createChangeFeed(view, now)
}

test('a feed opens at the present revision and tells what a worker brings, step by step', async () => {
  const viewed = viewedCatalogue()
  viewed.write(putting(fullSpec('old')))
  const feed = follow(feedOf(viewed))
  expect(await feed.next()).toMatchObject({ event: 'open', data: { revision: 1 } })

  viewed.write(serving('w1'))

  expect(await feed.take(4)).toEqual([
    ['worker.joined', 'w1', 'live'],
    ['target.state', 'w1-queue', 'suspect'],
    ['type.stored', 'order', undefined],
    ['type.status', 'order', 'suspect'],
  ])
  viewed.sawPoll('w1-queue')
  expect(await feed.take(2)).toEqual([
    ['target.state', 'w1-queue', 'ready'],
    ['type.status', 'order', 'ready'],
  ])
})

test('leases that drain, run out or end are told, with what becomes of the types', async () => {
  const viewed = viewedCatalogue()
  viewed.write(serving('w1', { ttl_seconds: 60 }))
  viewed.sawPoll('w1-queue')
  const feed = follow(feedOf(viewed))
  await feed.next()

  viewed.write({ op: 'drain_worker', worker_id: 'w1' })
  expect(await feed.take(3)).toEqual([
    ['worker.draining', 'w1', 'draining'],
    ['target.state', 'w1-queue', 'draining'],
    ['type.status', 'order', 'draining'],
  ])
  viewed.pass(61_000)
  viewed.view.settle()
  expect(await feed.take(3)).toEqual([
    ['worker.expired', 'w1', 'expired'],
    ['target.state', 'w1-queue', 'gone'],
    ['type.status', 'order', 'gone'],
  ])
  viewed.write(
    { op: 'leave_worker', worker_id: 'w1' },
    { op: 'remove_workflow', workflow_type: 'order' },
  )
  expect(await feed.take(2)).toEqual([
    ['worker.left', 'w1', undefined],
    ['type.removed', 'order', undefined],
  ])
})

test('a worker that renews what it said is no news', async () => {
  const viewed = viewedCatalogue()
  viewed.write(serving('w1'))
  const feed = follow(feedOf(viewed))
  await feed.next()

  viewed.write(serving('w1'))
  viewed.write({ op: 'renew_leases', last_seen_ms: { w1: viewed.now() } })
  viewed.write(putting(fullSpec('marker')))

  expect(await feed.take(1)).toEqual([['type.stored', 'marker', undefined]])
})

test('filters let through what is of a type, a label or a kind', async () => {
  const viewed = viewedCatalogue()
  const feed = feedOf(viewed)
  const [ofType, ofLabel, ofKind] = [
    follow(feed, { workflow_type: 'order' }),
    follow(feed, { label: ['team=shop'] }),
    follow(feed, { kind: ['type.removed'] }),
  ]
  for (const one of [ofType, ofLabel, ofKind]) await one.next()

  viewed.write(putting(fullSpec('other')), serving('w1'), {
    op: 'remove_workflow',
    workflow_type: 'other',
  })
  viewed.write(putting(fullSpec('third')))
  // What comes and goes within one turn of the event loop is never seen.
  await new Promise(setImmediate)
  viewed.write({ op: 'remove_workflow', workflow_type: 'third' })

  expect(await ofType.take(1)).toEqual([['worker.joined', 'w1', 'live']])
  expect(await ofLabel.take(1)).toEqual([['type.stored', 'order', undefined]])
  expect(await ofKind.take(1)).toEqual([['type.removed', 'third', undefined]])
})

test('a feed that comes back goes on after the last event it saw', async () => {
  const viewed = viewedCatalogue()
  const feed = feedOf(viewed)
  const first = follow(feed)
  await first.next()
  viewed.write(putting(fullSpec('a')))
  const seen = await first.next()
  await first.end()
  viewed.write(putting(fullSpec('b')))

  const again = follow(feed, { lastEventId: String(seen?.id) })

  expect((await again.next())?.event).toBe('open')
  // The status of `a` was not taken before.
  expect(await again.take(2)).toEqual([
    ['type.status', 'a', 'gone'],
    ['type.stored', 'b', undefined],
  ])
})

test('since begins after a revision; what is not remembered, or is another’s, begins with a reset', async () => {
  const viewed = viewedCatalogue()
  viewed.write(putting(fullSpec('a')))
  const feed = feedOf(viewed)
  const keeping = follow(feed)
  await keeping.next()
  viewed.write(putting(fullSpec('b')))
  await keeping.take(2)

  const since = follow(feed, { since: 2 })
  const tooOld = follow(feed, { since: 0 })
  const foreign = follow(feed, { lastEventId: '5-00000000' })

  expect((await since.next())?.event).toBe('open')
  expect(await since.take(1)).toEqual([['type.stored', 'b', undefined]])
  expect(await tooOld.next()).toMatchObject({ event: 'reset', data: { revision: 2 } })
  expect(await foreign.next()).toMatchObject({ event: 'reset' })
})

test('a feed that falls too far behind is told so, and goes on', async () => {
  const viewed = viewedCatalogue()
  const slow = follow(feedOf(viewed))
  await slow.next()
  for (let at = 0; at < 4_100; at++) {
    viewed.write(putting(fullSpec('busy', { version: String(at) })))
    if (at % 100 === 0) await new Promise(setImmediate)
    await new Promise(setImmediate)
  }

  expect(await slow.next()).toMatchObject({
    event: 'reset',
    data: { reason: 'More has changed than is remembered' },
  })
  viewed.write({ op: 'remove_workflow', workflow_type: 'busy' })
  expect(await slow.take(1)).toEqual([['type.removed', 'busy', undefined]])
})

test('a feed ends when it is aborted, and is counted while it is open', async () => {
  const viewed = viewedCatalogue()
  const feed = feedOf(viewed)
  const stop = new AbortController()
  const events = feed.follow({}, stop.signal, () => undefined)
  await events.next()
  const waiting = events.next()
  expect(feed.feedCount()).toBe(1)

  stop.abort()

  expect(await waiting).toEqual({ done: true, value: undefined })
  expect(feed.feedCount()).toBe(0)
})

test('a reader that takes nothing while there is news is cut off', async () => {
  const viewed = viewedCatalogue()
  const cut = vi.fn()
  const stop = new AbortController()
  const events = feedOf(viewed).follow({}, stop.signal, cut)
  await events.next()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    viewed.write(putting(fullSpec('a')))
    await events.next()
    vi.advanceTimersByTime(29_000)
    expect(cut).not.toHaveBeenCalled()

    vi.advanceTimersByTime(1_000)

    expect(cut).toHaveBeenCalledOnce()
  } finally {
    vi.useRealTimers()
    stop.abort()
  }
})
