import { activityInfo, heartbeat, log, sleep } from '@temporalio/activity'
import { ApplicationFailure, CancelledFailure } from '@temporalio/common'

export interface Job {
  readonly readyAfterPolls: number
  /** At every so many polls the service cannot be reached; 0 for never. */
  readonly unreachableEvery: number
  readonly succeeds: boolean
}

/** What a heartbeat leaves for the next attempt, should this one's worker die. */
interface Progress {
  readonly jobId: string
  readonly polls: number
}

export interface Polled extends Progress {
  readonly result: string
  readonly unreachable: number
  readonly attempt: number
}

/** One activity for the whole wait: a poll a second for an hour is a single entry in the history. */
export async function pollJob(job: Job, intervalMs: number): Promise<Polled> {
  const { attempt, heartbeatDetails } = activityInfo()
  // Written by the heartbeats below, and by nobody else.
  const last = heartbeatDetails as Progress | undefined
  // Without this a retry would begin a second job and wait for the wrong one.
  const jobId = last?.jobId ?? beginJob()
  let unreachable = 0

  for (let polls = (last?.polls ?? 0) + 1; ; polls++) {
    try {
      const result = askForResult(job, jobId, polls)
      if (result !== undefined) return { jobId, result, polls, unreachable, attempt }
    } catch (error) {
      // A verdict on the job ends the wait; a service that is away for a moment does not.
      if (error instanceof ApplicationFailure) throw error
      unreachable++
      log.debug('the service cannot be reached, and is asked again', { jobId, error })
    }
    await rest({ jobId, polls }, intervalMs)
  }
}

/** A heartbeat brings the news that the activity was cancelled or timed out; `sleep` throws it. */
async function rest(progress: Progress, intervalMs: number): Promise<void> {
  heartbeat(progress)
  try {
    await sleep(intervalMs)
  } catch (error) {
    // The place to let go of connections, or of the job itself.
    if (error instanceof CancelledFailure)
      log.info('no longer waiting for the job', { ...progress })
    throw error
  }
}

// The service, imitated. A real one counts for itself; this one has to be told which poll it is, so
// that it gives the same answers to a worker that comes after another.
function beginJob(): string {
  return `job-${crypto.randomUUID()}`
}

function askForResult(job: Job, jobId: string, poll: number): string | undefined {
  if (job.unreachableEvery > 0 && poll % job.unreachableEvery === 0)
    throw new Error('connect ECONNREFUSED 192.0.2.1:443')
  if (poll <= job.readyAfterPolls) return undefined
  if (!job.succeeds) throw ApplicationFailure.nonRetryable(`${jobId} failed`, 'job-failed')
  return `report of ${jobId}`
}
