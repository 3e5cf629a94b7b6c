import type { HistoryEvent } from '@temporal-registry/contract/runs'
import { api, type proto } from '../platform/proto.ts'
import { fromPayload } from '../platform/payloads.ts'
import { isoTime } from '../platform/times.ts'

type ProtoEvent = proto.api.history.v1.IHistoryEvent

const { EventType } = api.enums.v1
const { HistoryEvent: HistoryEventMessage } = api.history.v1

/** Renders an event: its type in words, its attributes with enums named and payloads decoded. */
export function readEvent(event: ProtoEvent): HistoryEvent {
  const plain: Record<string, unknown> = HistoryEventMessage.toObject(
    HistoryEventMessage.fromObject(event),
    { enums: String, longs: Number, bytes: Buffer },
  )
  const [, attributes] = Object.entries(plain).find(([name]) => name.endsWith('EventAttributes')) ?? []
  return {
    event_id: Number(event.eventId ?? 0),
    event_time: isoTime(event.eventTime),
    event_type: (EventType[event.eventType ?? 0] ?? 'UNSPECIFIED').replace('EVENT_TYPE_', '').toLowerCase(),
    // `toObject` gives plain objects; a message's attributes are one.
    attributes: (readValue(attributes ?? {}) ?? {}) as Record<string, unknown>,
  }
}

/** Walks a plain message: payloads become their values, timestamps text, names snake_case. */
function readValue(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return value.toString('base64')
  if (Array.isArray(value)) return value.map(readValue)
  if (typeof value !== 'object' || value === null) return value
  if (isPayload(value)) return fromPayload(value)
  if (isTime(value)) return readTime(value)
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [snakeCase(name), readValue(member)]),
  )
}

function isPayload(value: object): value is { metadata: Record<string, Uint8Array>; data?: Uint8Array } {
  return 'metadata' in value && !Object.keys(value).some((key) => key !== 'metadata' && key !== 'data' && key !== 'externalPayloads')
}

interface Time {
  readonly seconds?: number
  readonly nanos?: number
}

function isTime(value: object): value is Time {
  const keys = Object.keys(value)
  return keys.length > 0 && keys.every((key) => key === 'seconds' || key === 'nanos')
}

/** A point in time as text; a duration, which looks the same but is short, in seconds. */
function readTime({ seconds = 0, nanos = 0 }: Time): string | number {
  const total = seconds + nanos / 1e9
  const firstPointInTime = 1_000_000_000
  return total >= firstPointInTime ? new Date(total * 1000).toISOString() : total
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
