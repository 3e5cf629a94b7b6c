import { proxyActivities } from '@temporalio/workflow'
import type { Deleted, RetentionActivities } from './messages.ts'

/** More than that waits for the next pass, which keeps a history short whatever was left to lie. */
const maxStretches = 200

const { deleteExpired } = proxyActivities<RetentionActivities>({
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '5s', maximumInterval: '1 minute', maximumAttempts: 10 },
})

/** One pass over the tables that keep things for a time: a run of a Temporal schedule of ours. */
export async function applyRetention(): Promise<Deleted> {
  const total: Record<string, number> = {}
  for (let stretch = 0; stretch < maxStretches; stretch++) {
    const { deleted, more } = await deleteExpired()
    for (const [table, rows] of Object.entries(deleted)) total[table] = (total[table] ?? 0) + rows
    if (!more) break
  }
  return total
}
