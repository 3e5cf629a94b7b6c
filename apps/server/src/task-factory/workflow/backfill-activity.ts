import {
  condition,
  defineSignal,
  makeContinueAsNewFunc,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import {
  backfillWokenSignal,
  type BackfillActivities,
  type BackfillInput,
} from './backfill-messages.ts'

const { advanceBackfill } = proxyLocalActivities<Pick<BackfillActivities, 'advanceBackfill'>>({
  startToCloseTimeout: '15s',
  localRetryThreshold: '10s',
  retry: { initialInterval: '200ms', maximumInterval: '10s' },
})
const { planBackfill } = proxyActivities<Pick<BackfillActivities, 'planBackfill'>>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1s', maximumInterval: '10s' },
})

/**
 * Sees that a backfill goes on until it is over. How far it is, and what may be open at a time, is in the
 * database, so this may be begun anew at any point; whoever ends a run of it says so by a signal.
 */
export async function backfillActivity(input: BackfillInput): Promise<void> {
  const { backfill_id: backfillId } = input
  let isWoken = false
  setHandler(defineSignal(backfillWokenSignal), () => {
    isWoken = true
  })
  for (;;) {
    isWoken = false
    const look = await advanceBackfill(backfillId)
    if (look.is_over) return
    if (look.is_unplanned) await planBackfill(backfillId)
    else if (look.wait_ms > 0) await condition(() => isWoken, look.wait_ms)
    if (workflowInfo().continueAsNewSuggested) {
      await makeContinueAsNewFunc<typeof backfillActivity>()(input)
    }
  }
}
