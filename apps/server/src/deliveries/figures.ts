import type { ChannelKind } from '@temporal-registry/contract/channels'
import type { Tables } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import type { NamespaceMetrics } from '../platform/metrics.ts'
import type { DeliveryStore } from './delivery-store.ts'
import type { DeliveryRow, DeliveryTables } from './tables.ts'

/** How often is counted what only the database knows. */
const sampleEveryMs = 5_000

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
  let standing: Awaited<ReturnType<DeliveryStore['standing']>> | undefined
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> | undefined

  metrics.gaugeByLabel(
    'deliveries',
    'Deliveries that are open or dead, by status; of the last sample.',
    'status',
    () => standing?.counts ?? {},
  )
  metrics.gauge(
    'deliveries_oldest_open_seconds',
    'How long the oldest open one has waited.',
    () => {
      if (!standing) return Number.NaN
      return standing.oldestAt ? (now().getTime() - standing.oldestAt.getTime()) / 1000 : 0
    },
  )

  async function sample(): Promise<void> {
    // Old figures would look as if all were well.
    standing = undefined
    if (!isUp()) return
    try {
      const found = await tables.query((db) => store.standing(db))
      const none = { queued: 0, sending: 0, retrying: 0, dead: 0 }
      standing = { ...found, counts: { ...none, ...found.counts } }
    } catch (error) {
      log.debug({ err: error }, 'no deliveries could be counted')
    }
  }

  return {
    onAttempt(kind, { verdict, tookMs }) {
      metrics.countDeliveryAttempt({ kind, outcome: verdict.outcome, seconds: tookMs / 1000 })
    },
    onEnded({ kind }, outcome) {
      metrics.countDelivery({ kind: kind ?? 'none', outcome })
    },
    start() {
      round = sample()
      timer ??= setInterval(() => {
        round = sample()
      }, sampleEveryMs)
    },
    async close() {
      clearInterval(timer)
      await round
    },
  }
}
