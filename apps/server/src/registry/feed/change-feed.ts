import { randomBytes } from 'node:crypto'
import type { FeedStart } from '@temporal-registry/contract/changes'
import type { StreamedEvent } from '../../http/event-stream.ts'
import {
  createChangeLog,
  type ChangeFilter,
  type ChangeLog,
  type LoggedChange,
} from './change-log.ts'
import { createDiffer, type Differ } from './differ.ts'
import { hasLabel } from '../listing.ts'
import { joined, type Touched } from './touched.ts'
import type { View } from '../view.ts'

/** At least so many changes are remembered, for feeds that come back. */
const maxRemembered = 2_000
/** A feed that broke comes back within this. */
const keptAfterLastFeedMs = 120_000
/** Whoever takes none of what waits for so long is cut off. */
const maxStallMs = 30_000

/** Where a feed is to begin. */
export interface FeedRequest extends ChangeFilter {
  /** An id this feed gave before. */
  readonly lastEventId?: string | undefined
  readonly since?: number | undefined
}

/** The changes a replica sees, told to whoever listens. */
export interface ChangeFeed {
  /** Follows the changes until aborted. `cut` is called where the reader takes nothing any more. */
  follow(request: FeedRequest, signal: AbortSignal, cut: () => void): AsyncGenerator<StreamedEvent>
  /** Feeds that are open. */
  feedCount(): number
}

interface Watch {
  readonly log: ChangeLog
  readonly differ: Differ
  readonly wakers: Set<() => void>
  /** Marks the ids of this log: another's numbers mean nothing here. */
  readonly tag: string
  stop(): void
}

/**
 * Watches a view while there are feeds, and for a while after the last: without them it costs nothing.
 * Feeds read one log, each at its own place, so that a slow one holds up nobody and holds nothing.
 */
export function createChangeFeed(view: View, now: () => number): ChangeFeed {
  let watch: Watch | undefined
  let feeds = 0
  let ending: NodeJS.Timeout | undefined

  function begin(): Watch {
    const log = createChangeLog(view.revision(), maxRemembered)
    const differ = createDiffer(view, now)
    const wakers = new Set<() => void>()
    let pending: Touched | undefined

    /** What changes in one turn of the event loop is looked at once. */
    function look(): void {
      const touched = pending
      pending = undefined
      if (!touched) return
      const changes = differ.changesIn(touched)
      for (const change of changes) log.add(change)
      if (changes.length > 0) for (const wake of wakers) wake()
    }

    const stop = view.onChange((touched) => {
      if (!pending) setImmediate(look)
      pending = pending ? joined(pending, touched) : touched
    })
    return { log, differ, wakers, tag: randomBytes(4).toString('hex'), stop }
  }

  function end(): void {
    watch?.stop()
    watch = undefined
  }

  async function* follow(
    request: FeedRequest,
    signal: AbortSignal,
    cut: () => void,
  ): AsyncGenerator<StreamedEvent> {
    clearTimeout(ending)
    feeds += 1
    const { log, wakers, tag } = (watch ??= begin())
    try {
      const start = startOf(request, log, tag)
      let { position } = start
      const startAt = (event: 'open' | 'reset', reason?: string): StreamedEvent => {
        const data: FeedStart = {
          revision: view.revision(),
          ...(reason === undefined ? {} : { reason }),
        }
        return { event, data, id: `${position}-${tag}` }
      }
      yield start.reason === undefined ? startAt('open') : startAt('reset', start.reason)
      while (!signal.aborted) {
        const changes = log.after(position)
        if (!changes) {
          position = log.last()
          yield startAt('reset', 'More has changed than is remembered')
          continue
        }
        for (const logged of changes) {
          position += 1
          if (!isWanted(logged, request)) continue
          const stalled = setTimeout(cut, maxStallMs)
          yield { event: 'change', data: logged.change, id: `${position}-${tag}` }
          clearTimeout(stalled)
        }
        if (changes.length === 0) await woken(wakers, signal)
      }
    } finally {
      feeds -= 1
      if (feeds === 0) ending = setTimeout(end, keptAfterLastFeedMs).unref()
    }
  }

  return { follow, feedCount: () => feeds }
}

/** The place in the log to go on from; with a reason where that cannot be after what was asked for. */
function startOf(
  { lastEventId = '', since }: FeedRequest,
  log: ChangeLog,
  tag: string,
): { position: number; reason?: string } {
  const last = log.last()
  if (lastEventId !== '') {
    const [, number, ofTag] = /^(\d{1,15})-([0-9a-f]{8})$/.exec(lastEventId) ?? []
    if (ofTag !== tag) return { position: last, reason: 'The last event was of another feed' }
    const position = Number(number)
    return position <= last && log.after(position)
      ? { position }
      : { position: last, reason: 'More has changed than is remembered' }
  }
  if (since === undefined) return { position: last }
  const position = log.positionOf(since)
  return position === undefined
    ? { position: last, reason: `Changes since revision ${since} are not remembered here` }
    : { position }
}

function isWanted({ change, types, labels }: LoggedChange, filter: ChangeFilter): boolean {
  const { workflow_type: type, label = [], kind } = filter
  if (kind !== undefined && !kind.includes(change.kind)) return false
  if (type !== undefined && !types.includes(type)) return false
  return label.length === 0 || labels.some((own) => label.every((wanted) => hasLabel(own, wanted)))
}

/** Waits for something new, or the end. */
function woken(wakers: Set<() => void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      wakers.delete(wake)
      signal.removeEventListener('abort', wake)
      resolve()
    }
    wakers.add(wake)
    signal.addEventListener('abort', wake)
    if (signal.aborted) wake()
  })
}
