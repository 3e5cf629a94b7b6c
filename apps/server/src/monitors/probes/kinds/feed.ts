import { createHash } from 'node:crypto'
import { probeLimits as limits } from '../limits.ts'
import { pageEvidence, pageFaults, type FetchPage } from '../pages.ts'
import type { JsonObject, Probe } from '../probe.ts'
import type { Feed, FeedEntry } from '../reading/feed.ts'
import type { PageReader } from '../reading/reading.ts'

const accept = 'application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5'

/**
 * Looks at a feed. Its verdict holds when it has entries that were never there before: the state remembers by their
 * ids those that were, so that one which leaves and comes back is not new.
 */
export function createFeedProbe({
  fetchPage,
  reader,
}: {
  readonly fetchPage: FetchPage
  readonly reader: PageReader
}): Probe<'feed'> {
  return {
    async look(spec, occasion) {
      const page = await fetchPage(spec, accept, occasion)
      const reading = await reader.read({ kind: 'feed', page: page.raw })
      // What the reader makes of a feed.
      const feed = reading.value as Feed
      const seen = seenIn(occasion.previous)
      const fresh = seen ? feed.entries.filter(({ id }) => !seen.includes(markOf(id))) : []
      const now = feed.entries.map(({ id }) => markOf(id))
      return {
        state: {
          ...feed,
          seen: [...new Set([...now, ...(seen ?? [])])].slice(0, limits.seenEntries),
        },
        evidence: {
          ...pageEvidence(spec, page, reading),
          new_entries: fresh.map((entry) => ({ ...entry })),
        },
        verdict: { holds: fresh.length > 0, explanation: sentenceOf(fresh, seen !== undefined) },
      }
    },

    faults: async (spec) => pageFaults(spec),
  }
}

/** Of a first look there is nothing to tell new entries by. */
function seenIn(previous: JsonObject | undefined): readonly string[] | undefined {
  const seen = previous?.['seen']
  return Array.isArray(seen) ? seen.filter((one) => typeof one === 'string') : undefined
}

/** Ids may be long addresses: so much of a digest tells them apart. */
function markOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, 16)
}

function sentenceOf(fresh: readonly FeedEntry[], hasSeen: boolean): string {
  if (!hasSeen) return 'This is the first look at the feed'
  const [first] = fresh
  if (!first) return 'There is no new entry'
  return fresh.length === 1
    ? `There is a new entry: ${first.title}`
    : `There are ${fresh.length} new entries, the first of them: ${first.title}`
}
