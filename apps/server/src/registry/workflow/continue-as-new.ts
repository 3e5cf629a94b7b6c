import { allHandlersFinished, condition, workflowInfo } from '@temporalio/workflow'

/** How much one run takes before it continues as new, whatever the server suggests. */
export interface RunLimits {
  readonly updates: number
  readonly signals: number
}

/** Below the server's own ends: 2,000 Updates and 10,000 signals a run. */
export const defaultRunLimits: RunLimits = { updates: 1_500, signals: 4_000 }

/** Counts what a run took, and waits for the moment to begin the next. */
export function createRunMeter(limits: RunLimits) {
  let updates = 0
  let signals = 0
  let isOver = false

  return {
    countUpdate: () => updates++,
    countSignal: () => signals++,
    /** Ends the run by the registry's own word rather than by its length. */
    end: () => {
      isOver = true
    },
    /** Settles when the run should end and no handler is at work. True: ended by `end()`. */
    async untilOver(): Promise<boolean> {
      await condition(
        () =>
          isOver ||
          workflowInfo().continueAsNewSuggested ||
          updates >= limits.updates ||
          signals >= limits.signals,
      )
      await condition(allHandlersFinished)
      return isOver
    },
  }
}
