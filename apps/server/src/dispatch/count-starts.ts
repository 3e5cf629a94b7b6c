import { Problem } from '@temporal-registry/contract/problem'
import type { Metrics } from '../platform/metrics.ts'
import type { Dispatch } from './dispatch.ts'

/** Counts what became of every start. A type that is not registered has no label: callers invent those. */
export function countStarts(dispatch: Dispatch, { starts, startSeconds }: Metrics): Dispatch {
  async function counted<T extends { readonly isReplay: boolean; readonly started?: boolean }>(
    workflowType: string,
    start: () => Promise<T>,
  ): Promise<T> {
    const stop = startSeconds.startTimer()
    try {
      const run = await start()
      const outcome = run.isReplay ? 'replayed' : run.started === false ? 'met' : 'started'
      starts.inc({ workflow_type: workflowType, outcome })
      return run
    } catch (error) {
      const outcome = error instanceof Problem ? error.code : 'internal'
      const isKnown = outcome !== 'workflow-type-not-found'
      starts.inc({ workflow_type: isKnown ? workflowType : '', outcome })
      throw error
    } finally {
      stop()
    }
  }

  return {
    ...dispatch,
    start: (type, body, context, extras) =>
      counted(type, () => dispatch.start(type, body, context, extras)),
    signalWithStart: (type, body, context) =>
      counted(type, () => dispatch.signalWithStart(type, body, context)),
    updateWithStart: (type, body, context, timeoutMs) =>
      counted(type, () => dispatch.updateWithStart(type, body, context, timeoutMs)),
  }
}
