import { ActivityFailure, proxyActivities, proxySinks } from '@temporalio/workflow'
import type { CounterSinks } from '@temporal-registry/sdk/metrics'
import { choice, elements, integer, members, orElse, root } from '../input.ts'
import type * as activities from './activities.ts'
import type { OrderCounters } from './order-counters.ts'

const { packOrder } = proxyActivities<typeof activities>({
  startToCloseTimeout: '10s',
  retry: { maximumAttempts: 3 },
})

// Not called while the run is replayed: on a worker that loads it anew, nothing is counted twice.
const { counters } = proxySinks<CounterSinks<OrderCounters>>()

export interface CustomMetricsResult {
  readonly shipped: number
  readonly refused: number
  readonly parcels: number
}

export async function customMetrics(input: unknown): Promise<CustomMetricsResult> {
  const { channel, orders } = readInput(input)
  let shipped = 0
  let parcels = 0
  for (const things of orders) {
    const packed = await parcelsOf(things)
    // Where something is decided, and once: not in the activity, which may be tried again.
    counters.count('orders', { outcome: packed === undefined ? 'refused' : 'shipped', channel })
    if (packed === undefined) continue
    counters.count('parcels', {}, packed)
    shipped += 1
    parcels += packed
  }
  return { shipped, refused: orders.length - shipped, parcels }
}

async function parcelsOf(things: number): Promise<number | undefined> {
  try {
    return await packOrder(things)
  } catch (error) {
    if (error instanceof ActivityFailure) return undefined
    throw error
  }
}

const channels = ['web', 'shop', 'phone'] as const

interface Orders {
  readonly channel: (typeof channels)[number]
  readonly orders: readonly number[]
}

export function readInput(input: unknown): Orders {
  const found = members(root(input), ['orders', 'channel'])
  return {
    channel: orElse(found.channel, 'web', (value) => choice(value, channels)),
    orders: elements(found.orders, { min: 1, max: 50 }).map((each) =>
      integer(each, { min: 1, max: 100 }),
    ),
  }
}
