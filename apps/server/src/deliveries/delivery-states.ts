import { endedStatuses, type DeliveryStatus } from '@temporal-registry/contract/deliveries'

/**
 * A delivery is `queued` until its channel comes to it: a channel's lane holds one delivery at a time, the
 * oldest first. Then it is `sending`, and after an attempt that failed `retrying`. It keeps the lane while the
 * channel as a whole seems to be away, and gives it up when it is the message that is refused. It ends
 * `delivered`, `dead` after the last attempt, or `rate_limited` without one. What has ended is `queued` again
 * when it is redelivered, as another round.
 */
const ended: ReadonlySet<DeliveryStatus> = new Set(endedStatuses)

export function hasEnded(status: DeliveryStatus): boolean {
  return ended.has(status)
}
