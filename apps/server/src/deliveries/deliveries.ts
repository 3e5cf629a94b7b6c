import type { ChannelKind } from '@temporal-registry/contract/channels'
import type { AboutKind, Delivery, DeliverySummary } from '@temporal-registry/contract/deliveries'
import { Problem } from '@temporal-registry/contract/problem'
import type { Kysely, Transaction } from 'kysely'
import type { Tables } from '../platform/database/database.ts'
import { deliveryOf, summaryOf } from './answers.ts'
import { hasEnded } from './delivery-states.ts'
import type { DeliveryFilter, DeliveryStore } from './delivery-store.ts'
import type { DeliveryTables, Message } from './tables.ts'

/** What travels as `webhook-id` and in a `Message-ID`. */
const keyPattern = /^[A-Za-z0-9_-]{1,200}$/

/** A message for some channels, as whoever has something to tell writes it. */
export interface NewMessage {
  readonly channels: readonly string[]
  readonly message: Message
  /** Which message it is: said twice, a channel is told once. Of A-Z, a-z, 0-9, `_` and `-`. */
  readonly key: string
  /** `others`: of a message that tells of several things, beside the first. */
  readonly about: {
    readonly kind: AboutKind
    readonly id: string
    readonly others?: readonly string[]
  }
}

/** What is sent to channels. The domain's door for those who have something to tell. */
export interface Deliveries {
  /**
   * Writes a delivery for each channel, in the transaction of what it tells. One that there is no channel for
   * is written as dead, so that it is seen. Once it is committed, `wake` sends it at once.
   *
   * @returns the deliveries, those of an earlier word of the same key among them.
   */
  deliver<T>(trx: Transaction<T>, told: NewMessage): Promise<readonly DeliverySummary[]>
  wake(): void
  list(filter: DeliveryFilter, limit: number): Promise<readonly DeliverySummary[]>
  /** @throws Problem `delivery-not-found` */
  get(id: string): Promise<Delivery>
  /** @throws Problem `delivery-not-found`, `delivery-open` */
  redeliver(id: string): Promise<DeliverySummary>
  /** Sends the oldest of a filter again, or only says how many there are. */
  redeliverSome(
    filter: DeliveryFilter,
    how: { readonly limit: number; readonly dryRun: boolean },
  ): Promise<{ readonly count: number; readonly more: boolean }>
}

export function createDeliveries(deps: {
  readonly tables: Tables<DeliveryTables>
  readonly store: DeliveryStore
  readonly kindsOf: (
    db: Kysely<DeliveryTables>,
    names: readonly string[],
  ) => Promise<ReadonlyMap<string, ChannelKind>>
  readonly wake: () => void
  readonly newId: () => string
  readonly now: () => Date
}): Deliveries {
  const { tables, store, kindsOf, wake, newId, now } = deps

  return {
    wake,

    async deliver(callers, { channels, message, key, about }) {
      // All tables are in one database; which of them a caller's store names is its own matter.
      const trx = callers as unknown as Transaction<DeliveryTables>
      if (!keyPattern.test(key)) throw new Error(`«${key}» cannot be the key of a message`)
      const names = [...new Set(channels)]
      if (names.length === 0) return []
      const kinds = await kindsOf(trx, names)
      const at = now()
      await store.add(
        trx,
        names.map((channel) => ({
          ...{ id: newId(), channel, kind: kinds.get(channel) ?? null, key },
          ...{ about_kind: about.kind, about_id: about.id, message: JSON.stringify(message) },
          also_about: [...(about.others ?? [])],
          ...{ rendered: null, created_at: at, queued_at: at },
          ...{ next_attempt_at: null, begin_at: null },
          ...(kinds.has(channel) ? waiting : deadFor(channel, at)),
        })),
      )
      return (await store.ofMessage(trx, key, names)).map(summaryOf)
    },

    list: async (filter, limit) =>
      (await tables.query((db) => store.list(db, filter, limit))).map(summaryOf),

    async get(id) {
      return tables.query(async (db) => {
        const found = await store.find(db, id)
        if (!found) throw notFound(id)
        return deliveryOf(found, await store.attempts(db, id))
      })
    },

    async redeliver(id) {
      const again = await tables.transaction(async (trx) => {
        const held = await store.hold(trx, id)
        if (!held) throw notFound(id)
        if (!hasEnded(held.status)) throw new Problem('delivery-open', `It is ${held.status}`)
        await store.requeue(trx, [id], now())
        return store.find(trx, id)
      })
      wake()
      if (!again) throw notFound(id)
      return summaryOf(again)
    },

    async redeliverSome(filter, { limit, dryRun }) {
      if (dryRun) {
        const count = await tables.query((db) => store.count(db, filter))
        return { count, more: false }
      }
      const count = await tables.transaction(async (trx) => {
        const held = await store.holdOldest(trx, filter, limit)
        const ids = held.map(({ id }) => id)
        await store.requeue(trx, ids, now())
        return ids.length
      })
      wake()
      return { count, more: count === limit }
    },
  }
}

const waiting = { status: 'queued', failure: null, ended_at: null } as const

function deadFor(channel: string, at: Date) {
  const failure = { code: 'channel-not-found', detail: `There is no channel «${channel}»` }
  return { status: 'dead', failure: JSON.stringify(failure), ended_at: at } as const
}

function notFound(id: string): Problem {
  return new Problem('delivery-not-found', `There is no delivery «${id}»`)
}
