import { proxyActivities, sleep } from '@temporalio/workflow'
import type { DeliveryActivities } from './messages.ts'

const { attemptDelivery } = proxyActivities<DeliveryActivities>({
  startToCloseTimeout: '3m',
  // A worker that was killed is noticed by its silence.
  heartbeatTimeout: '15s',
  // What fails here is the gateway's own: what receivers do comes back as a report.
  retry: { initialInterval: '1s', maximumInterval: '30s' },
})

/**
 * Sends one message to one channel: attempts it until it has ended. What is sent, when, and what came of it is
 * in the database; this holds the id and waits.
 */
export async function deliver(input: {
  readonly delivery_id: string
}): Promise<{ outcome: string }> {
  for (;;) {
    const report = await attemptDelivery(input.delivery_id)
    if ('ended' in report) return { outcome: report.ended }
    // Less than a millisecond is no timer.
    await sleep(Math.max(1, report.wait_ms))
  }
}
