import { Problem } from '@temporal-registry/contract/problem'
import {
  maxRunCountSteps,
  sampledRuns,
  type RunCounts,
} from '@temporal-registry/contract/run-counts'
import { runStatuses, type RunStatus, type RunSummary } from '@temporal-registry/contract/runs'
import { createInTurn } from '../platform/in-turn.ts'
import { withZeros } from '../platform/sampled.ts'
import { isOpen } from './describe.ts'
import type { RunFilter } from './list-filter.ts'
import type { Runs } from './runs.ts'

/** Questions that Temporal is asked at once, whoever wants to know. */
const atOnce = 4
const maxRemembered = 2_000
const hourMs = 3_600_000
/** How long visibility may lag behind what happened. */
const lagMs = 60_000
const quietAfterMs = 600_000

interface Span {
  readonly from?: Date | undefined
  readonly to?: Date | undefined
  readonly stepSeconds: number
}

/** Counts of runs by the time they began in. */
export interface RunCounter {
  /** @throws Problem `validation-failed` for more steps than are counted, `visibility-query-invalid` */
  count(filter: Pick<RunFilter, 'workflow_type' | 'task_queue'>, span: Span): Promise<RunCounts[]>
}

interface Remembered {
  readonly counts: Promise<RunCounts>
  untilMs: number
}

/**
 * Remembers what it was told, so that many who look at one picture cost what one does. A step in which
 * nothing is open any more does not change; others are asked for again, the younger the sooner.
 */
export function createRunCounter({
  runs,
  now,
}: {
  readonly runs: Pick<Runs, 'countByStatus' | 'list'>
  readonly now: () => Date
}): RunCounter {
  const inTurn = createInTurn(atOnce)
  const known = new Map<string, Remembered>()

  async function ask(filter: RunFilter, fromMs: number, toMs: number): Promise<RunCounts> {
    const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()]
    const query = `StartTime >= '${from}' AND StartTime < '${to}'`
    const found = await inTurn(() => runs.countByStatus({ ...filter, query }))
    const byStatus = withZeros(runStatuses, found) as Record<RunStatus, number>
    const completed = byStatus.completed
      ? await inTurn(() =>
          runs.list({ ...filter, query, status: 'completed' }, sampledRuns, new Uint8Array()),
        )
      : undefined
    return {
      from,
      to,
      total: Object.values(byStatus).reduce((sum, count) => sum + count, 0),
      by_status: byStatus,
      duration: durationOf(completed?.items ?? []),
    }
  }

  function remembered(filter: RunFilter, fromMs: number, toMs: number): Promise<RunCounts> {
    const key = JSON.stringify([fromMs, toMs, filter.workflow_type, filter.task_queue])
    const before = known.get(key)
    const nowMs = now().getTime()
    if (before && before.untilMs > nowMs) return before.counts
    const entry: Remembered = {
      counts: ask(filter, fromMs, toMs),
      // Whoever asks meanwhile is answered with this one.
      untilMs: Number.POSITIVE_INFINITY,
    }
    known.delete(key)
    known.set(key, entry)
    for (const oldest of known.keys()) {
      if (known.size <= maxRemembered) break
      known.delete(oldest)
    }
    entry.counts.then(
      (counts) => (entry.untilMs = nowMs + keepMs(counts, nowMs)),
      () => known.delete(key),
    )
    return entry.counts
  }

  return {
    async count(filter, { from, to, stepSeconds }) {
      const stepMs = stepSeconds * 1_000
      const end = to?.getTime() ?? now().getTime()
      const begin = from?.getTime() ?? end - 24 * hourMs
      const firstMs = Math.floor(begin / stepMs) * stepMs
      const steps = Math.ceil((end - firstMs) / stepMs)
      if (steps < 1) throw refusal('?from', 'must be before ?to')
      if (steps > maxRunCountSteps)
        throw refusal('?step_seconds', `makes ${steps} steps, more than ${maxRunCountSteps}`)
      const starts = Array.from({ length: steps }, (_, at) => firstMs + at * stepMs)
      return Promise.all(starts.map((startMs) => remembered(filter, startMs, startMs + stepMs)))
    },
  }
}

/** How long counts hold. */
function keepMs({ by_status: byStatus, to }: RunCounts, nowMs: number): number {
  const ageMs = nowMs - Date.parse(to)
  const isOver = ageMs > lagMs && !runStatuses.some((status) => isOpen(status) && byStatus[status])
  if (isOver) return hourMs
  return ageMs > quietAfterMs ? 30_000 : 5_000
}

function durationOf(runs: readonly RunSummary[]): RunCounts['duration'] {
  const took = runs
    .flatMap(({ started_at: from, closed_at: to }) =>
      from && to ? [(Date.parse(to) - Date.parse(from)) / 1_000] : [],
    )
    .toSorted((a, b) => a - b)
  const at = (part: number) => took[Math.min(took.length - 1, Math.floor(took.length * part))] ?? 0
  return took.length === 0 ? null : { p50_seconds: at(0.5), p95_seconds: at(0.95), of: took.length }
}

function refusal(pointer: string, detail: string): Problem {
  return new Problem('validation-failed', `${pointer} ${detail}`, {
    errors: [{ pointer, detail }],
  })
}
