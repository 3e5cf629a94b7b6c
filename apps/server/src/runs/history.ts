import type { HistoryEvent } from '@temporal-registry/contract/runs'
import type { Payload } from '@temporalio/common'
import type { google } from '@temporalio/proto'
import { fromPayload } from '../platform/payloads.ts'
import { api, type proto } from '../platform/proto.ts'
import { isoTime } from '../platform/times.ts'

type ProtoEvent = proto.api.history.v1.IHistoryEvent

const { EventType } = api.enums.v1
const { HistoryEvent: HistoryEventMessage } = api.history.v1

/** How values of some messages are written; what a message is, Protobuf's own reflection says. */
const readers: Readonly<Record<string, (message: never) => unknown>> = {
  '.temporal.api.common.v1.Payload': (payload: Payload) => fromPayload(payload),
  '.google.protobuf.Timestamp': (time: google.protobuf.ITimestamp) => isoTime(time),
  '.google.protobuf.Duration': ({ seconds, nanos }: google.protobuf.IDuration) =>
    Number(seconds ?? 0) + (nanos ?? 0) / 1e9,
}

/** Renders an event: its type in words, its attributes with enums named and payloads decoded. */
export function readEvent(event: ProtoEvent): HistoryEvent {
  const message = HistoryEventMessage.fromObject(event)
  const plain: Record<string, unknown> = HistoryEventMessage.toObject(message, {
    enums: String,
    longs: Number,
    bytes: String,
  })
  const name = Object.keys(plain).find((key) => key.endsWith('EventAttributes')) ?? ''
  const attributes = readValue(Reflect.get(message, name) ?? {}, plain[name] ?? {})
  return {
    event_id: Number(event.eventId ?? 0),
    event_time: isoTime(event.eventTime),
    event_type: (EventType[event.eventType ?? 0] ?? 'UNSPECIFIED')
      .replace('EVENT_TYPE_', '')
      .toLowerCase(),
    // Attributes are a message, and a message reads as an object.
    attributes: attributes as Record<string, unknown>,
  }
}

/**
 * Walks a message beside its plain form: the one knows what a value is, the other has enums by name.
 * Payloads become their values, times text, durations seconds; names of fields snake_case, those of a
 * map's members are somebody's own and stay.
 */
function readValue(message: unknown, plain: unknown): unknown {
  const read = readers[String(memberOf(memberOf(message, '$type'), 'fullName'))]
  // The table names each reader by the message that it reads.
  if (read) return read(message as never)
  if (Array.isArray(plain)) return plain.map((item, at) => readValue(memberOf(message, at), item))
  if (typeof plain !== 'object' || plain === null) return plain
  const isMap =
    typeof message === 'object' &&
    message !== null &&
    Object.getPrototypeOf(message) === Object.prototype
  return Object.fromEntries(
    Object.entries(plain).map(([name, member]) => [
      isMap ? name : snakeCase(name),
      readValue(memberOf(message, name), member),
    ]),
  )
}

function memberOf(holder: unknown, name: string | number): unknown {
  return typeof holder === 'object' && holder !== null ? Reflect.get(holder, name) : undefined
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
