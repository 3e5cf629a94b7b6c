import { randomUUID } from 'node:crypto'
import { status as Code } from '@grpc/grpc-js'
import { Problem } from '@temporal-registry/contract/problem'
import Long from 'long'
import { api } from '../platform/proto.ts'
import type { Temporal } from '../platform/temporal.ts'
import type { RunCalls, RunRef } from './run-calls.ts'

const { ResetReapplyType, ResetReapplyExcludeType } = api.enums.v1

export interface ResetOptions {
  readonly eventId?: number
  readonly reason: string
  readonly reapply: 'all' | 'signals' | 'none'
  readonly requestId?: string
}

/** Begins a run again from an earlier point of its history. @returns the new run's id. */
export function createReset(
  { connection, namespace, identity }: Temporal,
  { make }: RunCalls,
): (run: RunRef, options: ResetOptions) => Promise<string> {
  const service = connection.workflowService

  /** The first point a run can go back to: the end of its first workflow task. */
  async function firstWorkflowTask(run: RunRef): Promise<number> {
    const { history } = await make(() =>
      service.getWorkflowExecutionHistory({ namespace, execution: run, maximumPageSize: 20 }),
    )
    const event = history?.events?.find((one) => one.workflowTaskCompletedEventAttributes)
    if (!event) {
      throw new Problem('reset-point-invalid', 'The run has not finished its first workflow task')
    }
    return Number(event.eventId)
  }

  return async (run, { eventId, reason, reapply, requestId = randomUUID() }) => {
    const point = eventId ?? (await firstWorkflowTask(run))
    const answer = await make(
      () =>
        service.resetWorkflowExecution({
          namespace,
          workflowExecution: run,
          reason,
          requestId,
          identity,
          workflowTaskFinishEventId: Long.fromNumber(point),
          ...reapplyOptions[reapply],
        }),
      { [Code.INVALID_ARGUMENT]: 'reset-point-invalid' },
    )
    return answer.runId
  }
}

const reapplyOptions = {
  all: { resetReapplyType: ResetReapplyType.RESET_REAPPLY_TYPE_ALL_ELIGIBLE },
  signals: {
    resetReapplyType: ResetReapplyType.RESET_REAPPLY_TYPE_ALL_ELIGIBLE,
    resetReapplyExcludeTypes: [ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE],
  },
  none: { resetReapplyType: ResetReapplyType.RESET_REAPPLY_TYPE_NONE },
}
