import type { ChannelBody, ChannelKind } from '@temporal-registry/contract/channels'
import type {
  AboutKind,
  AttemptOutcome,
  DeliveryFailure,
  DeliveryStatus,
} from '@temporal-registry/contract/deliveries'
import type { ColumnType, Generated, Selectable } from 'kysely'
import type { AuditTables } from '../task-factory/audit/store.ts'

/** JSON is read as a value and written as text: a list would be taken for an array of PostgreSQL. */
type JsonColumn<T> = ColumnType<T, string, string>

/** What of a channel is kept as one; whether it is enabled has a column of its own. */
export type StoredBody = Omit<ChannelBody, 'enabled'>

/** A message, whichever channels it goes to. */
export interface Message {
  /** What it is, as receivers tell messages apart: `alert.firing`. */
  readonly type: string
  readonly subject?: string | undefined
  readonly text: string
  /** Of mail; made by whoever writes the message, safe as it is. */
  readonly html?: string | undefined
  /** Stands beside the rest in what webhooks are sent. */
  readonly data: Readonly<Record<string, unknown>>
}

/** What a message was made into for its channel. */
export interface Rendered {
  readonly subject?: string
  readonly text?: string
  readonly html?: string
  /** JSON as text: the same bytes at each attempt. */
  readonly body?: string
}

export interface DeliveryTables extends AuditTables {
  channels: {
    id: string
    namespace: string
    name: string
    kind: ChannelKind
    body: JsonColumn<StoredBody>
    enabled: boolean
    disabled_reason: string | null
    version: number
    created_at: Date
    updated_at: Date
  }
  verified_addresses: {
    namespace: string
    address: string
    verified_at: Date | null
    code_hash: string | null
    code_expires_at: Date | null
    wrong_codes: Generated<number>
  }
  recipient_sends: { namespace: string; recipient: string; at: Date }
  deliveries: {
    id: string
    namespace: string
    channel: string
    kind: ChannelKind | null
    key: string
    about_kind: AboutKind
    about_id: string
    /** What else a message is about, that tells of several things. */
    also_about: ColumnType<string[], string[] | undefined, never>
    message: JsonColumn<Message>
    rendered: JsonColumn<Rendered> | null
    status: DeliveryStatus
    attempts: Generated<number>
    round_attempts: Generated<number>
    round: Generated<number>
    failure: JsonColumn<DeliveryFailure> | null
    created_at: Date
    queued_at: Date
    next_attempt_at: Date | null
    begin_at: Date | null
    ended_at: Date | null
  }
  delivery_lanes: { namespace: string; channel: string; active_id: string | null }
  delivery_attempts: {
    delivery_id: string
    number: number
    round: number
    at: Date
    outcome: AttemptOutcome
    status: number | null
    took_ms: number | null
    failure: JsonColumn<DeliveryFailure> | null
    response_excerpt: string | null
  }
}

export type ChannelRow = Selectable<DeliveryTables['channels']>
export type DeliveryRow = Selectable<DeliveryTables['deliveries']>
export type AttemptRow = Selectable<DeliveryTables['delivery_attempts']>
