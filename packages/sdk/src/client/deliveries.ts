import {
  getDelivery,
  listDeliveries,
  redeliver,
  redeliverSome,
  type Delivery,
  type DeliverySummary,
} from '@temporal-registry/contract/deliveries'
import type { BodyOf, QueryOf, ResponseOf } from '@temporal-registry/contract/endpoint'
import type { CallOptions, Loose } from './call.ts'
import type { Caller } from './caller.ts'
import { walkPages } from './pages.ts'

/** What is sent to channels, and what came of it. */
export interface Deliveries {
  /** Answers one page, newest first. */
  list(
    query?: Loose<QueryOf<typeof listDeliveries>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listDeliveries>>
  /** Walks all, page by page. */
  all(
    query?: Loose<Omit<QueryOf<typeof listDeliveries>, 'cursor'>>,
    options?: CallOptions,
  ): AsyncGenerator<DeliverySummary, void, undefined>
  /** Tells a delivery with its message and every attempt. @throws `delivery-not-found` */
  get(id: string, options?: CallOptions): Promise<Delivery>
  /** Sends one that has ended once more. @throws `delivery-not-found`, `delivery-open` */
  redeliver(id: string, options?: CallOptions): Promise<DeliverySummary>
  /** Sends again what was not delivered, the oldest first; repeat it while `more`. */
  redeliverSome(
    filter: BodyOf<typeof redeliverSome>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof redeliverSome>>
}

const pageSize = 200

export function createDeliveries({ call }: Caller): Deliveries {
  const list: Deliveries['list'] = (query, options) => call(listDeliveries, { query, ...options })
  const of = (id: string) => ({ params: { delivery_id: id } })

  return {
    list,
    all: (query, options) =>
      walkPages(
        (cursor) => list({ limit: pageSize, ...query, ...(cursor ? { cursor } : {}) }, options),
        (page) => page.deliveries,
      ),
    get: (id, options) => call(getDelivery, { ...of(id), ...options }),
    redeliver: (id, options) => call(redeliver, { ...of(id), ...options }),
    redeliverSome: (body, options) => call(redeliverSome, { body, ...options }),
  }
}
