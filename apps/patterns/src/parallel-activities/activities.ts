import { activityInfo, heartbeat, sleep } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'

export interface Greeting {
  readonly greeting: string
  /** How many of the same run were at it when this one began, itself included. */
  readonly running: number
}

const heartbeatEveryMs = 250
const runningByRun = new Map<string, number>()

export async function greet(name: string, workMs: number): Promise<Greeting> {
  const runId = activityInfo().workflowExecution?.runId ?? ''
  const running = count(runId, 1)
  try {
    if (!name.trim())
      throw ApplicationFailure.nonRetryable('A blank name cannot be greeted', 'name-blank')
    await workHeartbeating(workMs)
    return { greeting: `Hello, ${name}!`, running }
  } finally {
    count(runId, -1)
  }
}

/** A cancellation reaches an activity only in the answer to a heartbeat; `sleep` then throws it. */
async function workHeartbeating(ms: number): Promise<void> {
  const beats = setInterval(heartbeat, heartbeatEveryMs)
  try {
    await sleep(ms)
  } finally {
    clearInterval(beats)
  }
}

function count(runId: string, change: 1 | -1): number {
  const running = (runningByRun.get(runId) ?? 0) + change
  if (running > 0) runningByRun.set(runId, running)
  else runningByRun.delete(runId)
  return running
}
