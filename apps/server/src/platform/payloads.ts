import { defaultPayloadConverter, type Payload } from '@temporalio/common'
import type { temporal as proto } from '@temporalio/proto'
import { undecryptable as refusalOf, type EncryptionError } from '@temporal-registry/sdk/codec'

type Payloads = proto.api.common.v1.IPayloads
type Failure = proto.api.failure.v1.IFailure

/** On a payload that could not be decrypted: why. A symbol, so that it is never sent. */
const reason: unique symbol = Symbol('why the payload cannot be decrypted')
type Undecryptable = Payload & { readonly [reason]: EncryptionError }

/** Writes values as payloads, as any SDK's default converter would. */
export function toPayloads(values: readonly unknown[]): Payloads {
  return { payloads: values.map(toPayload) }
}

export function toPayload(value: unknown): Payload {
  return defaultPayloadConverter.toPayload(value)
}

/** A payload with the reason why it cannot be decrypted. */
export function undecryptable(payload: Payload, error: EncryptionError): Undecryptable {
  // It stays a message of Protobuf: others find out by that what it is.
  const copy = Object.create(Object.getPrototypeOf(payload) as object | null) as Payload
  return Object.assign(copy, payload, { [reason]: error })
}

/** Reads payloads of a list; what only its owner can read is shown as what it is. */
export function fromPayloads(payloads: Payloads | null | undefined): unknown[] {
  return (payloads?.payloads ?? []).map(fromPayload)
}

/**
 * Reads what somebody asked for by itself: a result, an answer.
 *
 * @throws Problem `payload-undecryptable`
 */
export function answersIn(payloads: Payloads | null | undefined): unknown[] {
  const fault = (payloads?.payloads ?? []).find(isUndecryptable)
  if (fault) throw refusalOf(fault[reason])
  return fromPayloads(payloads)
}

/** Reads payloads of a map: a memo, search attributes, headers. */
export function fromPayloadMap(fields: Record<string, Payload> | null | undefined) {
  return Object.fromEntries(
    Object.entries(fields ?? {}).map(([name, payload]) => [name, fromPayload(payload)]),
  )
}

/**
 * Reads one payload. Bytes and foreign encodings become `{ encoding, data }` with base64 data, and what
 * cannot be decrypted says why in `problem`.
 */
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
  const problem = isUndecryptable(payload) ? { problem: payload[reason].message } : {}
  return { encoding, data: data.toString('base64'), ...problem }
}

/** A failure's text, which a failure converter may have put into a payload. */
export function failureText(failure: Failure): { message: string; stackTrace: string } {
  const { encodedAttributes } = failure
  const encoded = encodedAttributes ? fromPayload(encodedAttributes) : undefined
  if (typeof encoded === 'object' && encoded !== null && 'message' in encoded) {
    const stack = 'stack_trace' in encoded ? String(encoded.stack_trace) : ''
    return { message: String(encoded.message), stackTrace: stack }
  }
  if (encodedAttributes && isUndecryptable(encodedAttributes)) {
    return { message: encodedAttributes[reason].message, stackTrace: '' }
  }
  return { message: failure.message ?? '', stackTrace: failure.stackTrace ?? '' }
}

function isUndecryptable(payload: Payload): payload is Undecryptable {
  return reason in payload
}
