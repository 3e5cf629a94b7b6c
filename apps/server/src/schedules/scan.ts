import type { ScheduleManager, ScheduleSummary } from '@temporal-registry/contract/schedules'
import { hasLabel } from '../registry/registry.ts'
import { actionOf } from './definition.ts'
import { summaryOf } from './describe.ts'
import { ownershipOf } from './ownership.ts'
import type { ScheduleStore } from './store.ts'

/** Schedules asked of Temporal at once, and how often for one answer: a rare match must not take minutes. */
const scan = { pageSize: 500, maxPages: 20 }

export interface ScheduleFilter {
  readonly workflow_type?: string
  readonly label?: readonly string[]
  readonly paused?: boolean
  readonly managed_by?: ScheduleManager
  readonly task_queue?: string
  readonly q?: string
}

interface Place {
  /** Temporal's token of a page, in base64, and how many of it were looked at. */
  readonly token: string
  readonly skip: number
}

/** Lists of schedules, filtered here: Temporal's store knows nothing of labels and owners. */
export interface Listing {
  /** A page from a place on, which is empty for the first; `nextPlace` is empty after the last. */
  list(
    filter: ScheduleFilter,
    limit: number,
    place: Uint8Array,
  ): Promise<{ items: ScheduleSummary[]; nextPlace: Uint8Array }>
  /** Every schedule that matches, but the registries' own. */
  all(matches: (summary: ScheduleSummary) => boolean): Promise<ScheduleSummary[]>
}

export function createListing(store: ScheduleStore, registryId: string): Listing {
  async function readPage(token: Uint8Array) {
    const page = await store.page(scan.pageSize, token)
    return { entries: page.schedules ?? [], nextToken: page.nextPageToken }
  }

  async function isOnQueue(summary: ScheduleSummary, taskQueue: string | undefined) {
    if (taskQueue === undefined) return true
    const found = await store.find(summary.id)
    return actionOf(found?.schedule ?? {}).taskQueue?.name === taskQueue
  }

  return {
    async list(filter, limit, place) {
      let { token, skip } = readPlace(place)
      const items: ScheduleSummary[] = []
      for (let pages = 0; pages < scan.maxPages; pages++) {
        const { entries, nextToken } = await readPage(Buffer.from(token, 'base64'))
        for (let at = skip; at < entries.length; at++) {
          const entry = entries[at] ?? {}
          const summary = summaryOf(entry, registryId)
          const isShown = ownershipOf(entry.memo?.fields)?.managed_by !== 'system'
          if (!isShown || !matches(summary, filter)) continue
          if (!(await isOnQueue(summary, filter.task_queue))) continue
          if (items.length === limit) return { items, nextPlace: writePlace({ token, skip: at }) }
          items.push(summary)
        }
        if (nextToken.length === 0) return { items, nextPlace: new Uint8Array() }
        token = Buffer.from(nextToken).toString('base64')
        skip = 0
      }
      return { items, nextPlace: writePlace({ token, skip }) }
    },
    async all(isWanted) {
      const wanted: ScheduleSummary[] = []
      let token: Uint8Array = new Uint8Array()
      do {
        const { entries, nextToken } = await readPage(token)
        wanted.push(
          ...entries
            .filter(({ memo }) => ownershipOf(memo?.fields)?.managed_by !== 'system')
            .map((entry) => summaryOf(entry, registryId))
            .filter(isWanted),
        )
        token = nextToken
      } while (token.length > 0)
      return wanted
    },
  }
}

/** Whether a schedule is of a type and has all of some labels, where these are asked for. */
export function isSelected(
  summary: ScheduleSummary,
  { workflow_type: type, label = [] }: Pick<ScheduleFilter, 'workflow_type' | 'label'>,
): boolean {
  return (
    (type === undefined || summary.workflow_type === type) &&
    label.every((wanted) => hasLabel(summary.labels, wanted))
  )
}

function matches(summary: ScheduleSummary, filter: ScheduleFilter): boolean {
  const { paused, managed_by: managedBy, q } = filter
  return (
    isSelected(summary, filter) &&
    (paused === undefined || summary.paused === paused) &&
    (managedBy === undefined || summary.managed_by === managedBy) &&
    (q === undefined ||
      `${summary.id}\n${summary.workflow_type}\n${summary.note}`
        .toLowerCase()
        .includes(q.toLowerCase()))
  )
}

function writePlace(place: Place): Uint8Array {
  return Buffer.from(JSON.stringify(place))
}

function readPlace(place: Uint8Array): Place {
  if (place.length === 0) return { token: '', skip: 0 }
  // A cursor that is not one of this list was refused before.
  return JSON.parse(Buffer.from(place).toString()) as Place
}
