import type { OverlapPolicy } from '@temporal-registry/contract/schedule-body'
import { canonicalJson } from '@temporal-registry/contract/canonical-json'
import type { Kysely } from 'kysely'
import type { RunRow, RunStore } from '../runs/store.ts'
import type { FactoryTables, RunLimits } from '../tables.ts'
import type { Candidate, Decision } from './candidate.ts'

type Db = Kysely<FactoryTables>

/** What limits how many runs of a definition are open at a time. */
interface Place {
  /** Value of the concurrency key, as text; absent where there is no such limit. */
  readonly key?: string
  readonly onLimit: 'queue' | 'cancel_new' | 'cancel_running'
  readonly limits: RunLimits
}

/** Whether a run may begin now, and who has to go for it. */
export type Admission =
  | { readonly verdict: 'refused'; readonly decision: Decision }
  | ({ readonly verdict: 'go' | 'wait'; readonly reason: string } & Evicted)

interface Evicted {
  /** Runs to end, and how. */
  readonly toEnd: readonly RunRow[]
  readonly how: 'cancel' | 'terminate'
  /** Runs that wait and shall not begin any more. */
  readonly toDrop: readonly RunRow[]
}

const nobody: Evicted = { toEnd: [], how: 'cancel', toDrop: [] }

/** What limits a candidate's run; what it minds of others is the schedule's to say, or its own. */
export function placeOf({
  definition: { body },
  kind,
  keys: { concurrency: concurrencyKey },
  overlap: own,
}: Pick<Candidate, 'definition' | 'kind' | 'keys' | 'overlap'>): Place {
  const limit = body.flow?.concurrency
  const ofSchedule = body.trigger.schedule?.overlap_policy ?? 'skip'
  const overlap = own ?? (kind === 'schedule' ? ofSchedule : 'allow_all')
  return {
    onLimit: limit?.on_limit ?? 'queue',
    limits: { overlap, ...(limit ? { limit: limit.limit } : {}) },
    ...(limit ? { key: concurrencyKey === undefined ? noKey : canonicalJson(concurrencyKey) } : {}),
  }
}

/** Stands for the key of a limit that has none. */
const noKey = canonicalJson(null)

/** Looks whether there is a place, first by what the schedule says of overlaps, then by the limit. */
export async function admit(asked: {
  readonly db: Db
  readonly runs: RunStore
  readonly definitionId: string
  readonly place: Place
}): Promise<Admission> {
  const { db, runs, definitionId, place } = asked
  const { key, onLimit } = place
  const { overlap, limit = Infinity } = place.limits
  if (overlap !== 'allow_all') {
    const holders = await runs.holders(db, definitionId)
    const waiters = await runs.waiting(db, definitionId)
    if (holders.length + waiters.length > 0) return overlapping(overlap, holders, waiters)
  }
  if (key === undefined) return { verdict: 'go', reason: '', ...nobody }
  const holders = await runs.holders(db, definitionId, key)
  const waiters = await runs.waiting(db, definitionId, key)
  if (holders.length < limit && waiters.length === 0)
    return { verdict: 'go', reason: '', ...nobody }
  const ofKey = key === noKey ? '' : ` of key ${key}`
  const full = `${limit}${ofKey} ${limit === 1 ? 'is' : 'are'} open`
  switch (onLimit) {
    case 'queue':
      return { verdict: 'wait', reason: `Queued: ${full}, ${waiters.length} wait`, ...nobody }
    case 'cancel_new':
      return refused('cancelled_new', `Not begun: ${full}`, holders)
    case 'cancel_running':
      return {
        verdict: 'wait',
        reason: `Queued until those${ofKey} that it replaces have ended`,
        toEnd: holders,
        how: 'cancel',
        toDrop: waiters,
      }
  }
}

function overlapping(
  overlap: Exclude<OverlapPolicy, 'allow_all'>,
  holders: readonly RunRow[],
  waiters: readonly RunRow[],
): Admission {
  const open = holders.length + waiters.length
  const state = `${open} earlier run${open === 1 ? ' is' : 's are'} open`
  switch (overlap) {
    case 'skip':
      return refused('skipped_overlap', `Not begun: ${state}`, holders)
    case 'buffer_one':
      return waiters.length > 0
        ? refused('skipped_overlap', `Not begun: ${state}, and one waits`, holders)
        : { verdict: 'wait', reason: `Queued: ${state}`, ...nobody }
    case 'buffer_all':
      return { verdict: 'wait', reason: `Queued: ${state}`, ...nobody }
    case 'cancel_other':
    case 'terminate_other':
      return {
        verdict: 'wait',
        reason: `Queued until the earlier ones have ended: ${state}`,
        toEnd: holders,
        how: overlap === 'cancel_other' ? 'cancel' : 'terminate',
        toDrop: waiters,
      }
  }
}

function refused(
  outcome: 'skipped_overlap' | 'cancelled_new',
  reason: string,
  holders: readonly RunRow[],
): Admission {
  const details = { open_runs: holders.slice(0, 10).map(({ id }) => id) }
  return { verdict: 'refused', decision: { stage: 'concurrency', outcome, reason, details } }
}

/** The runs that may begin now that one has ended: the oldest of its key that wait, as far as there is room. */
export async function nextInLine(
  db: Db,
  runs: RunStore,
  ended: RunRow,
): Promise<readonly RunRow[]> {
  const waiting = await runs.waiting(db, ended.definition_id)
  if (waiting.length === 0) return []
  const holders = await runs.holders(db, ended.definition_id)
  const next: RunRow[] = []
  for (const run of waiting) {
    const { overlap, limit = Infinity } = run.place
    // Only an overlap can have waited for a run of another key.
    if (run.concurrency_key !== ended.concurrency_key && overlap === 'allow_all') continue
    const taken = [...holders, ...next]
    const ofKey = taken.filter((one) => one.concurrency_key === run.concurrency_key)
    const hasRoom = ofKey.length < limit && (overlap === 'allow_all' || taken.length === 0)
    if (!hasRoom) break
    next.push(run)
  }
  return next
}
