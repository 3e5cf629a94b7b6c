import { Problem } from '@temporal-registry/contract/problem'
import type { NamespaceMetrics } from '../platform/metrics.ts'
import type { Dispatch } from './dispatch.ts'

/** Counts what became of every start. A type that is not registered has no label: callers invent those. */
export function countStarts(
  dispatch: Dispatch,
  metrics: Pick<NamespaceMetrics, 'countStart'>,
): Dispatch {
  return {
    validate: (workflowType, body) => dispatch.validate(workflowType, body),
    async start(workflowType, body, context) {
      const beganAtMs = performance.now()
      const count = (outcome: string) => {
        const isKnown = outcome !== 'workflow-type-not-found'
        const seconds = (performance.now() - beganAtMs) / 1000
        metrics.countStart({ workflowType: isKnown ? workflowType : '', outcome, seconds })
      }
      try {
        const started = await dispatch.start(workflowType, body, context)
        count(started.isReplay ? 'replayed' : 'started')
        return started
      } catch (error) {
        count(error instanceof Problem ? error.code : 'internal')
        throw error
      }
    },
  }
}
