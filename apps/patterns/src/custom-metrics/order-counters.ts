import { defineCounters } from '@temporal-registry/sdk/metrics'

/** What the business asks about. Each label has few values: every combination is a time series. */
export const orderCounters = defineCounters({
  orders: {
    help: 'Orders that were decided.',
    labels: { outcome: ['shipped', 'refused'], channel: ['web', 'shop', 'phone'] },
  },
  parcels: { help: 'Parcels that were packed.' },
})

/** How the cookbook's metrics are named, and what it counts. */
export const cookbookMetrics = { prefix: 'cookbook_', counters: orderCounters } as const

export type OrderCounters = typeof orderCounters
