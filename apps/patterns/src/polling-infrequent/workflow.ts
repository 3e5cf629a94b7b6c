import { proxyActivities } from '@temporalio/workflow'
import { choice, integer, members, orElse, root } from '../input.ts'
import type * as activities from './activities.ts'

export interface PollingInfrequentResult {
  readonly result: string
  readonly polls: number
}

/**
 * However often it polls, the history has one activity: its attempts are counted by the server and
 * written down when the last one ends.
 */
export async function pollingInfrequent(input: unknown): Promise<PollingInfrequentResult> {
  const { batch, intervalMs, maxPolls } = readInput(input)
  const { checkBatch } = proxyActivities<typeof activities>({
    // Of one poll, so that a lost one holds up the next by seconds. No time-out over all of them:
    // the number of polls bounds the wait.
    startToCloseTimeout: '10s',
    retry: {
      initialInterval: intervalMs,
      maximumInterval: intervalMs,
      // The clock: every wait is as long as the first.
      backoffCoefficient: 1,
      maximumAttempts: maxPolls,
    },
  })
  return await checkBatch(batch)
}

export function readInput(input: unknown) {
  const found = members(root(input), ['ready_after_polls', 'interval_ms', 'max_polls', 'batch'])
  return {
    batch: {
      readyAfterPolls: integer(found.ready_after_polls, { min: 0, max: 100_000 }),
      succeeds:
        orElse(found.batch, 'succeeds', (v) => choice(v, ['succeeds', 'fails'])) === 'succeeds',
    },
    intervalMs: orElse(found.interval_ms, 60_000, (value) =>
      integer(value, { min: 10, max: 86_400_000 }),
    ),
    maxPolls: orElse(found.max_polls, 100, (value) => integer(value, { min: 1, max: 100_000 })),
  }
}
