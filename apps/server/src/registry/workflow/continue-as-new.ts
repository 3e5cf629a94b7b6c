import { allHandlersFinished, condition, workflowInfo } from '@temporalio/workflow'

/** How much one run takes before it continues as new, whatever the server suggests. */
export interface RunLimits {
  readonly updates: number
  readonly signals: number
}

/** Below the server's own ends: 2,000 Updates and 10,000 signals a run. */
export const defaultRunLimits: RunLimits = { updates: 1_500, signals: 4_000 }

/**
 * How far a history may grow beyond what its run began with. The server would suggest a new run after
 * 4 MB; but a worker that takes over replays it all within one workflow task.
 */
const maxGrowthBytes = 1_000_000

/** Counts what a run took, and waits for the moment to begin the next. */
export function createRunMeter(limits: RunLimits) {
  const begunBytes = workflowInfo().historySize
  let updates = 0
  let signals = 0
  let isOver = false

  function isFull(): boolean {
    const { continueAsNewSuggested, historySize } = workflowInfo()
    return (
      continueAsNewSuggested ||
      historySize - begunBytes >= maxGrowthBytes ||
      updates >= limits.updates ||
      signals >= limits.signals
    )
  }

  return {
    countUpdate: () => updates++,
    countSignal: () => signals++,
    /** Ends the run by the registry's own word rather than by its length. */
    end: () => {
      isOver = true
    },
    /** Settles when the run should end and no handler is at work. True: ended by `end()`. */
    async untilOver(): Promise<boolean> {
      await condition(() => isOver || isFull())
      await condition(allHandlersFinished)
      return isOver
    },
  }
}
