import type { RunSummary } from '@temporal-registry/contract/runs'
import type { Runs } from '../runs/runs.ts'

const pageSize = 1_000
/** A report looks through no more: it is held in memory, and Temporal pays for every page. */
const maxRuns = 50_000
const maxMs = 20_000

/** What a report is about. */
export interface OrphanFilter {
  readonly workflow_type?: string
  readonly task_queue?: string
}

export interface OpenRuns {
  readonly runs: readonly RunSummary[]
  /** False when there were more than are looked through. */
  readonly isComplete: boolean
}

/** Every open run that matches, as Temporal's visibility has them. */
export async function listOpenRuns(
  runs: Pick<Runs, 'list'>,
  filter: OrphanFilter,
): Promise<OpenRuns> {
  const giveUpAtMs = Date.now() + maxMs
  // By run: pages are read one after another, and a run may move from one to the next meanwhile.
  const found = new Map<string, RunSummary>()
  let token: Uint8Array = new Uint8Array()
  do {
    const page = await runs.list({ ...filter, query: 'CloseTime IS NULL' }, pageSize, token)
    for (const run of page.items) found.set(run.run_id, run)
    token = page.nextToken
  } while (token.length > 0 && found.size < maxRuns && Date.now() < giveUpAtMs)
  return { runs: [...found.values()], isComplete: token.length === 0 }
}
