import { randomUUID } from 'node:crypto'
import { msToTs } from '@temporalio/common/lib/time.js'
import { toPayloads } from '../platform/payloads.ts'
import { api } from '../platform/proto.ts'
import { ownershipMemoOf } from './ownership.ts'
import type { Schedule, ScheduleStore } from './store.ts'

/** A Temporal schedule by which the registry does work of its own: one, however many replicas. */
export function systemSchedule(options: {
  readonly scheduleId: string
  readonly workflowType: string
  readonly taskQueue: string
  readonly intervalSeconds: number
  readonly input: readonly unknown[]
}): Schedule {
  const { scheduleId, workflowType, taskQueue, intervalSeconds, input } = options
  return {
    spec: { interval: [{ interval: msToTs(intervalSeconds * 1000) }] },
    policies: {
      overlapPolicy: api.enums.v1.ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP,
      catchupWindow: msToTs(60_000),
    },
    action: {
      startWorkflow: {
        workflowId: scheduleId,
        workflowType: { name: workflowType },
        taskQueue: { name: taskQueue },
        input: toPayloads([...input]),
      },
    },
  }
}

/** Makes it, or brings the one that is there to what it is now. */
export async function ensureSystemSchedule(
  store: ScheduleStore,
  registryId: string,
  scheduleId: string,
  schedule: Schedule,
): Promise<void> {
  const memo = ownershipMemoOf(registryId, { managed_by: 'system' })
  const isMade = await store.create({ scheduleId, schedule, memo, requestId: randomUUID() })
  // Without a token the update holds whatever there is: the interval may be another now.
  if (!isMade) await store.update(scheduleId, schedule, new Uint8Array())
}
