import { setTimeout as sleep } from 'node:timers/promises'
import type { Delivery } from '@temporal-registry/contract/deliveries'
import { Problem } from '@temporal-registry/contract/problem'
import type { Tables } from '../platform/database/database.ts'
import type { Channels } from './channels.ts'
import type { Deliveries, NewMessage } from './deliveries.ts'
import { hasEnded } from './delivery-states.ts'
import type { DeliveryTables } from './tables.ts'

const lookMs = { first: 25, longest: 500 }

/**
 * Tells one channel something, in a transaction of its own, and watches the delivery until it has ended or
 * patience has.
 *
 * @throws Problem `channel-not-found`, `channel-unverified`
 */
export type TellChannel = (
  told: Omit<NewMessage, 'channels'> & { readonly channel: string },
  patienceMs: number,
) => Promise<Delivery>

export function createTellChannel(deps: {
  readonly tables: Tables<DeliveryTables>
  readonly deliveries: Deliveries
  readonly channels: Pick<Channels, 'faults'>
}): TellChannel {
  const { tables, deliveries, channels } = deps

  return async ({ channel, ...told }, patienceMs) => {
    const [fault] = await channels.faults([channel])
    if (fault) throw new Problem(fault.code, fault.detail)
    const [written] = await tables.transaction((trx) =>
      deliveries.deliver(trx, { ...told, channels: [channel] }),
    )
    // Of one channel there is one.
    const { id } = written!
    deliveries.wake()
    const untilMs = performance.now() + patienceMs
    for (let waitMs = lookMs.first; ; waitMs = Math.min(waitMs * 2, lookMs.longest)) {
      const delivery = await deliveries.get(id)
      if (hasEnded(delivery.status) || performance.now() >= untilMs) return delivery
      await sleep(waitMs)
    }
  }
}
