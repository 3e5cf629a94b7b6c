import { Problem } from '@temporal-registry/contract/problem'
import type { NamespaceMetrics } from '../platform/metrics.ts'
import type { Dispatch } from './dispatch.ts'

/** Counts what became of every start. A type that is not registered has no label: callers invent those. */
export function countStarts(
  dispatch: Dispatch,
  metrics: Pick<NamespaceMetrics, 'countStart'>,
): Dispatch {
  async function counted<T extends { readonly isReplay: boolean; readonly started?: boolean }>(
    workflowType: string,
    start: () => Promise<T>,
  ): Promise<T> {
    const beganAtMs = performance.now()
    const count = (outcome: string) => {
      const isKnown = outcome !== 'workflow-type-not-found'
      const seconds = (performance.now() - beganAtMs) / 1000
      metrics.countStart({ workflowType: isKnown ? workflowType : '', outcome, seconds })
    }
    try {
      const run = await start()
      count(run.isReplay ? 'replayed' : run.started === false ? 'met' : 'started')
      return run
    } catch (error) {
      count(error instanceof Problem ? error.code : 'internal')
      throw error
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
