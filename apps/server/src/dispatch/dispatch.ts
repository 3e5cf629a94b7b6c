import type { StartBody } from '@temporal-registry/contract/dispatch'
import { callDeadlineMs, type Temporal } from '../platform/temporal.ts'
import type { Registry } from '../registry/registry.ts'
import type { MessageCheck, Runs } from '../runs/runs.ts'
import { createBegin } from './begin.ts'
import {
  createPreparation,
  type StartContext,
  type StartExtras,
  type StartPlan,
} from './prepare.ts'
import { createWithStart, type WithStart } from './with-start.ts'

// For schedules, which send the same runs to the same places at other times.
export { assertInputFits } from './input-check.ts'
export { candidatesOf, chooseReady, noReadyTarget, type Route } from './route.ts'
export { searchAttributesOf } from './search-attribute-values.ts'
export { argumentsOf, payloadMap, retryPolicyOf, timeoutsOf } from './start-request.ts'
export type { StartContext, StartExtras, StartPlan } from './prepare.ts'

export interface Started {
  readonly workflowId: string
  readonly runId: string
  readonly taskQueue: string
  /** True when this key began the run before. */
  readonly isReplay: boolean
}

/** Starts runs of registered types. The domain's only door. */
export interface Dispatch extends WithStart {
  /** Starts a run with one call to Temporal. */
  start(
    workflowType: string,
    body: StartBody,
    context: StartContext,
    extras?: StartExtras,
  ): Promise<Started>
  /** Says what a start would do, or throws what it would refuse. */
  validate(workflowType: string, body: StartBody): StartPlan
  /** @throws Problem `temporal-unreachable` while nothing can be started. */
  assertReachable(): void
}

export function createDispatch(options: {
  readonly temporal: Temporal
  readonly registry: Registry
  readonly runs: Pick<Runs, 'describe' | 'updateWithStart'>
  readonly messages: Pick<MessageCheck, 'argumentsOf'>
  readonly systemWorkflowIds: Pick<ReadonlySet<string>, 'has'>
  readonly now: () => Date
}): Dispatch {
  const { temporal, runs, messages } = options
  const { connection } = temporal
  const { prepare, plan } = createPreparation(options)
  const begin = createBegin(options)

  return {
    ...createWithStart({ temporal, runs, messages, prepare, begin }),
    async start(workflowType, body, context, extras) {
      const prepared = await prepare(workflowType, body, context, extras)
      const { workflowId, runId, isReplay } = await begin(prepared, context, {
        async send(request) {
          const deadlineMs = Date.now() + callDeadlineMs
          const { runId, started } = await connection.withDeadline(deadlineMs, () =>
            connection.workflowService.startWorkflowExecution(request),
          )
          return { runId, started }
        },
      })
      return { workflowId, runId, taskQueue: prepared.route.taskQueue, isReplay }
    },
    validate: plan,
    assertReachable: temporal.assertReachable,
  }
}
