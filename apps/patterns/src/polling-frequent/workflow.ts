import { proxyActivities } from '@temporalio/workflow'
import { choice, integer, members, orElse, root } from '../input.ts'
import type * as activities from './activities.ts'

/** Much longer than a poll, much shorter than the wait: so soon is a dead worker noticed. */
const heartbeatTimeoutMs = (intervalMs: number) => Math.max(1_000, 3 * intervalMs)

export interface PollingFrequentResult {
  readonly job_id: string
  readonly result: string
  readonly polls: number
  readonly unreachable_polls: number
  readonly attempts: number
}

export async function pollingFrequent(input: unknown): Promise<PollingFrequentResult> {
  const { job, intervalMs, giveUpAfterMs } = readInput(input)
  const { pollJob } = proxyActivities<typeof activities>({
    // Over all attempts: a worker that dies does not give the wait more time.
    scheduleToCloseTimeout: giveUpAfterMs,
    heartbeatTimeout: heartbeatTimeoutMs(intervalMs),
    retry: { initialInterval: '100ms' },
    // A cancelled run is closed when its poll has stopped, and not before.
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  })

  const { jobId, result, polls, unreachable, attempt } = await pollJob(job, intervalMs)

  return { job_id: jobId, result, polls, unreachable_polls: unreachable, attempts: attempt }
}

export function readInput(input: unknown) {
  const found = members(root(input), [
    'ready_after_polls',
    'interval_ms',
    'job',
    'unreachable_every',
    'give_up_after_ms',
  ])
  const upTo = (max: number, min = 0) => ({ min, max })
  return {
    job: {
      readyAfterPolls: integer(found.ready_after_polls, upTo(100_000)),
      unreachableEvery: orElse(found.unreachable_every, 0, (value) => integer(value, upTo(1_000))),
      succeeds:
        orElse(found.job, 'succeeds', (v) => choice(v, ['succeeds', 'fails'])) === 'succeeds',
    },
    intervalMs: orElse(found.interval_ms, 1_000, (value) => integer(value, upTo(10_000, 10))),
    giveUpAfterMs: orElse(found.give_up_after_ms, 600_000, (value) =>
      integer(value, upTo(86_400_000, 100)),
    ),
  }
}
