import {
  defineQuery,
  makeContinueAsNewFunc,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow'
import { backfillProgressQuery, type BackfillState, type ScheduleActivities } from './messages.ts'

const { sendBackfillChunk } = proxyActivities<ScheduleActivities>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', maximumInterval: '30s' },
})

/**
 * Sends a long backfill chunk by chunk, no faster than Temporal takes it: what is not sent yet can still
 * be called off, which is what cancelling this run does.
 */
export async function backfillSchedule(begun: BackfillState): Promise<void> {
  let { sent, from_ms: fromMs } = begun
  const state = (): BackfillState => ({ ...begun, sent, from_ms: fromMs })
  setHandler(defineQuery<BackfillState>(backfillProgressQuery), state)
  const { workflowId } = workflowInfo()
  for (;;) {
    const chunk = await sendBackfillChunk(state(), `${workflowId}:${fromMs}`)
    sent += chunk.sent
    if (chunk.next_ms === null) return
    fromMs = chunk.next_ms
    await sleep(begun.chunk.every_ms)
    if (workflowInfo().continueAsNewSuggested) {
      await makeContinueAsNewFunc<typeof backfillSchedule>()(state())
    }
  }
}
