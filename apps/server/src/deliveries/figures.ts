import type { ChannelKind } from '@temporal-registry/contract/channels'
import type { Tables } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import type { NamespaceMetrics } from '../platform/metrics.ts'
import { createSampled, withZeros } from '../platform/sampled.ts'
import type { DeliveryStore } from './delivery-store.ts'
import type { DeliveryRow, DeliveryTables } from './tables.ts'

/** How often is counted what only the database knows. */
const sampleEveryMs = 5_000
const sampledStatuses = ['queued', 'sending', 'retrying', 'dead']

/** Counts what is sent in one namespace. */
export interface DeliveryFigures {
  onAttempt(
    kind: ChannelKind,
    attempt: { readonly verdict: { readonly outcome: string }; readonly tookMs: number },
  ): void
  onEnded(delivery: Pick<DeliveryRow, 'kind'>, outcome: string): void
  start(): void
  close(): Promise<void>
}

export function createDeliveryFigures(deps: {
  readonly tables: Tables<DeliveryTables>
  readonly store: Pick<DeliveryStore, 'standing'>
  readonly isUp: () => boolean
  readonly metrics: Pick<
    NamespaceMetrics,
    'countDelivery' | 'countDeliveryAttempt' | 'gauge' | 'gaugeByLabel'
  >
  readonly log: Log
  readonly now: () => Date
}): DeliveryFigures {
  const { tables, store, isUp, metrics, log, now } = deps
  const { value, start, close } = createSampled({
    ...{ isUp, everyMs: sampleEveryMs, log, onFault: 'no deliveries could be counted' },
    async take() {
      const { counts, oldestAt } = await tables.query((db) => store.standing(db))
      return { counts: withZeros(sampledStatuses, counts), oldestAt }
    },
  })

  metrics.gaugeByLabel(
    'deliveries',
    'Deliveries that are open or dead, by status; of the last sample.',
    'status',
    () => value()?.counts ?? {},
  )
  metrics.gauge(
    'deliveries_oldest_open_seconds',
    'How long the oldest open one has waited.',
    () => {
      const standing = value()
      if (!standing) return Number.NaN
      return standing.oldestAt ? (now().getTime() - standing.oldestAt.getTime()) / 1000 : 0
    },
  )

  return {
    onAttempt(kind, { verdict, tookMs }) {
      metrics.countDeliveryAttempt({ kind, outcome: verdict.outcome, seconds: tookMs / 1000 })
    },
    onEnded({ kind }, outcome) {
      metrics.countDelivery({ kind: kind ?? 'none', outcome })
    },
    start,
    close,
  }
}
