import { randomUUID } from 'node:crypto'
import type { CreateScheduleBody } from '@temporal-registry/contract/schedule-body'
import { Problem } from '@temporal-registry/contract/problem'
import Long from 'long'
import {
  argumentsOf,
  assertInputFits,
  candidatesOf,
  chooseReady,
  noReadyTarget,
  payloadMap,
  retryPolicyOf,
  searchAttributesOf,
  timeoutsOf,
  type Route,
} from '../dispatch/dispatch.ts'
import { toPayloads } from '../platform/payloads.ts'
import type { proto } from '../platform/proto.ts'
import { assertUsable, type Registry, type ViewedType } from '../registry/registry.ts'
import { ownershipMemo, type Binding } from './ownership.ts'
import { policiesOf, specOf } from './spec.ts'
import type { Schedule } from './store.ts'

/** What a body asks for, seen against its type. */
export interface Checked {
  readonly type: ViewedType
  readonly route: Route
  readonly searchAttributes: ReturnType<typeof searchAttributesOf>
  readonly warnings: { field: string; message: string }[]
}

/** What comes with a definition besides the caller's own words. */
export interface MakingContext {
  readonly scheduleId: string
  readonly actor: string
  readonly now: Date
  /** The schedule's queue so far. */
  readonly currentQueue?: string | undefined
  readonly declaration?: Pick<Binding, 'declaration_hash' | 'applied_hash'> | undefined
}

/** Checks bodies of schedules and turns them into what Temporal keeps. */
export interface Making {
  /**
   * Resolves the type and its queue, then checks search attributes, then the input: the original's order.
   *
   * @throws Problem
   */
  check(body: CreateScheduleBody, currentQueue?: string): Checked
  schedule(body: CreateScheduleBody, checked: Checked, context: MakingContext): Schedule
}

export function createMaking(options: {
  readonly registry: Pick<Registry, 'get' | 'check'>
  readonly systemTaskQueue: string
}): Making {
  const { registry, systemTaskQueue } = options

  return {
    check(body, currentQueue) {
      const type = registry.get(body.workflow_type)
      if (type.status === 'disabled') {
        throw new Problem('workflow-type-disabled', `«${body.workflow_type}» is disabled`, {
          workflow_type: body.workflow_type,
        })
      }
      assertUsable(type)
      if (body.task_queue === systemTaskQueue) {
        const detail = "is the registry's own"
        throw new Problem('validation-failed', `/task_queue ${detail}`, {
          errors: [{ pointer: '/task_queue', detail }],
        })
      }
      const route = routeOf(type, body.task_queue ?? '', currentQueue)
      const declared = type.spec.search_attributes
      const searchAttributes = searchAttributesOf(body.search_attributes ?? {}, declared)
      assertInputFits(registry.check, type, body)
      return { type, route, searchAttributes, warnings: warningsOf(type, body) }
    },
    schedule(body, { type, route, searchAttributes }, context) {
      const { scheduleId, now } = context
      const binding: Binding = {
        schedule_id: scheduleId,
        task_queue: route.taskQueue,
        reason: route.reason,
        late_bound: !body.task_queue,
        schema_hash: type.inputSchemaHash,
        revision: type.revision,
        actor: context.actor,
        change: randomUUID(),
        declaration_hash: context.declaration?.declaration_hash ?? '',
        applied_hash: context.declaration?.applied_hash ?? '',
      }
      return {
        spec: specOf(body, now),
        policies: policiesOf(body),
        state: stateOf(body),
        action: {
          startWorkflow: {
            workflowId: body.workflow_id || scheduleId,
            workflowType: { name: body.workflow_type },
            taskQueue: { name: route.taskQueue },
            input: toPayloads(argumentsOf(body)),
            ...timeoutsOf(body.timeouts),
            retryPolicy: retryPolicyOf(body.retry),
            searchAttributes,
            memo: { fields: payloadMap({ ...body.memo, [ownershipMemo]: binding }) },
          },
        },
      }
    },
  }
}

/** The queue of a schedule: the one it names, the one it has while that is ready, or the first ready one. */
export function routeOf(type: ViewedType, pinned: string, current: string | undefined): Route {
  if (pinned !== '') return { taskQueue: pinned, reason: 'the schedule names it' }
  const candidates = candidatesOf(type)
  const isReady = candidates.some((one) => one.task_queue === current && one.state === 'ready')
  if (current && isReady)
    return { taskQueue: current, reason: 'its schedule has it, and it is ready' }
  const chosen = chooseReady(candidates, 0)
  if (chosen) return chosen
  if (current) return { taskQueue: current, reason: 'its schedule has it, and no other is ready' }
  throw noReadyTarget(type, candidates)
}

function stateOf(body: CreateScheduleBody): proto.api.schedule.v1.IScheduleState {
  const { remaining_actions: remaining } = body
  return {
    notes: body.note ?? '',
    paused: body.paused ?? false,
    limitedActions: typeof remaining === 'number',
    remainingActions: Long.fromNumber(remaining ?? 0),
  }
}

/** What the type wants said in an input, and is not: a warning, as schedules run unwatched. */
function warningsOf(
  { spec }: ViewedType,
  { input }: CreateScheduleBody,
): { field: string; message: string }[] {
  const members: object = typeof input === 'object' && input !== null ? input : {}
  return spec.schedule_input_warnings.filter(({ field }) => {
    const value: unknown = Object.hasOwn(members, field) ? Reflect.get(members, field) : undefined
    const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0
    return value === undefined || value === null || value === '' || isEmpty
  })
}
