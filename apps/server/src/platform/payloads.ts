import { defaultPayloadConverter, type Payload } from '@temporalio/common'
import type { temporal as proto } from '@temporalio/proto'

type Payloads = proto.api.common.v1.IPayloads
type Failure = proto.api.failure.v1.IFailure

/** Writes values as payloads, as any SDK's default converter would. */
export function toPayloads(values: readonly unknown[]): Payloads {
  return { payloads: values.map(toPayload) }
}

export function toPayload(value: unknown): Payload {
  return defaultPayloadConverter.toPayload(value)
}

/** Reads payloads of a list; what only its owner can read is shown as what it is. */
export function fromPayloads(payloads: Payloads | null | undefined): unknown[] {
  return (payloads?.payloads ?? []).map(fromPayload)
}

/** Reads payloads of a map: a memo, search attributes, headers. */
export function fromPayloadMap(fields: Record<string, Payload> | null | undefined) {
  return Object.fromEntries(
    Object.entries(fields ?? {}).map(([name, payload]) => [name, fromPayload(payload)]),
  )
}

/** Reads one payload. Bytes and foreign encodings become `{ encoding, data }` with base64 data. */
export function fromPayload(payload: Payload): unknown {
  const encoding = Buffer.from(payload.metadata?.['encoding'] ?? []).toString()
  const data = Buffer.from(payload.data ?? [])
  if (encoding === 'binary/null') return null
  if (encoding === 'json/plain') {
    try {
      return JSON.parse(data.toString())
    } catch {
      return { encoding, data: data.toString('base64') }
    }
  }
  return { encoding, data: data.toString('base64') }
}

/** A failure's text, which a failure converter may have put into a payload. */
export function failureText(failure: Failure): { message: string; stackTrace: string } {
  const encoded = failure.encodedAttributes ? fromPayload(failure.encodedAttributes) : undefined
  if (typeof encoded === 'object' && encoded !== null && 'message' in encoded) {
    const stack = 'stack_trace' in encoded ? String(encoded.stack_trace) : ''
    return { message: String(encoded.message), stackTrace: stack }
  }
  return { message: failure.message ?? '', stackTrace: failure.stackTrace ?? '' }
}
