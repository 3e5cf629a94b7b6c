import { proxyActivities, workflowInfo } from '@temporalio/workflow'
import type {
  ReconciledPage,
  ReconcileInput,
  ReconcileResult,
  ScheduleActivities,
} from './messages.ts'

/** So often every schedule is looked at, also of types of which nothing is known to have changed. */
const fullEveryMs = 3_600_000
const maxFailures = 50

/**
 * One pass over the schedules of a registry: each that follows its type is moved to a queue of the type
 * that is ready, and those that types declare are made, changed and removed as their specs say.
 *
 * A pass is a run of a Temporal schedule of ours, and begins with how the one before ended.
 */
export async function reconcileSchedules({
  page_timeout_ms: startToCloseTimeout,
}: ReconcileInput): Promise<ReconcileResult> {
  const { reconcilePage, createDeclared } = proxyActivities<ScheduleActivities>({
    startToCloseTimeout,
    retry: { initialInterval: '1s', maximumInterval: '30s', maximumAttempts: 10 },
  })
  // It is the result of a run of this workflow, or nothing the first time.
  const last = workflowInfo().lastResult as ReconcileResult | undefined
  const isFull = !last || Date.now() - last.full_at_ms >= fullEveryMs
  const fullAtMs = isFull ? Date.now() : last.full_at_ms
  const settledBefore = isFull ? {} : last.settled

  const pages: ReconciledPage[] = []
  let token = ''
  do {
    const page = await reconcilePage(token, settledBefore)
    pages.push(page)
    token = page.next_token
  } while (token !== '')
  const made = await createDeclared(pages.flatMap((page) => page.declared_ids))

  const sum = (count: 'checked' | 'updated' | 'created' | 'removed') =>
    pages.reduce((total, { counts }) => total + counts[count], 0)
  return {
    settled: settledAfter(pages),
    full_at_ms: fullAtMs,
    checked: sum('checked'),
    updated: sum('updated'),
    created: sum('created') + made.created,
    removed: sum('removed'),
    failures: [...pages.flatMap(({ failures }) => failures), ...made.failures].slice(
      0,
      maxFailures,
    ),
  }
}

/** A type is settled when all its schedules were set right, and it stayed the same meanwhile. */
function settledAfter(pages: readonly ReconciledPage[]): Record<string, string> {
  const settled: Record<string, string> = {}
  const unsettled = new Set(pages.flatMap((page) => page.unsettled))
  for (const { fingerprints } of pages) {
    for (const [type, fingerprint] of Object.entries(fingerprints)) {
      if ((settled[type] ?? fingerprint) !== fingerprint) unsettled.add(type)
      settled[type] = fingerprint
    }
  }
  for (const type of unsettled) delete settled[type]
  return settled
}
