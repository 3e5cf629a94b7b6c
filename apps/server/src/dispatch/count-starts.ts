import { Problem } from '@temporal-registry/contract/problem'
import type { Metrics } from '../platform/metrics.ts'
import type { Dispatch } from './dispatch.ts'

/** Counts what became of every start. A type that is not registered has no label: callers invent those. */
export function countStarts(dispatch: Dispatch, { starts, startSeconds }: Metrics): Dispatch {
  return {
    validate: (workflowType, body) => dispatch.validate(workflowType, body),
    async start(workflowType, body, context) {
      const stop = startSeconds.startTimer()
      try {
        const started = await dispatch.start(workflowType, body, context)
        starts.inc({
          workflow_type: workflowType,
          outcome: started.isReplay ? 'replayed' : 'started',
        })
        return started
      } catch (error) {
        const outcome = error instanceof Problem ? error.code : 'internal'
        const isKnown = outcome !== 'workflow-type-not-found'
        starts.inc({ workflow_type: isKnown ? workflowType : '', outcome })
        throw error
      } finally {
        stop()
      }
    },
  }
}
