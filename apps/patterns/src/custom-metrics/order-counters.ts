import { defineCounters } from '@temporal-registry/sdk/metrics'

/** What the business asks about. Each label has few values: every combination is a time series. */
export const orderCounters = defineCounters({
  orders: {
    help: 'Orders that were decided.',
    labels: { outcome: ['shipped', 'refused'], channel: ['web', 'shop', 'phone'] },
  },
  parcels: { help: 'Parcels that were packed.' },
})

export type OrderCounters = typeof orderCounters
