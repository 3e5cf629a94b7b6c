import { pointerToken } from '@temporal-registry/contract/json-pointer'
import { createHash } from 'node:crypto'
import { maxEventDataBytes, type EventEnvelope } from '@temporal-registry/contract/events'
import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import { attributeFaults } from './attributes.ts'

/** Faults answered at once. */
const maxErrors = 20
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/**
 * Reads an event in CloudEvents' JSON format. Attributes that are null are as good as absent.
 *
 * @throws Problem `event-invalid` with a pointer to every fault, or `event-too-large`.
 */
export function readEnvelope(value: unknown): EventEnvelope {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw eventInvalid([{ pointer: '', detail: 'must be an object: a CloudEvent as JSON' }])
  }
  const { data, data_base64: bytes, ...attributes } = value as Record<string, unknown>
  const set = Object.fromEntries(Object.entries(attributes).filter(([, one]) => one !== null))
  const errors: ProblemError[] = attributeFaults(set).map(({ name, detail }) => ({
    pointer: `/${pointerToken(name)}`,
    detail,
  }))
  const hasBytes = bytes !== undefined && bytes !== null
  if (hasBytes && data !== undefined) {
    errors.push({ pointer: '/data_base64', detail: 'must not stand beside data' })
  } else if (hasBytes && !(typeof bytes === 'string' && base64.test(bytes))) {
    errors.push({ pointer: '/data_base64', detail: 'must be base64 with its padding' })
  }
  if (errors.length > 0) throw eventInvalid(errors)
  // The checks above are the shape's.
  const envelope = {
    ...set,
    ...(data === undefined ? {} : { data }),
    ...(hasBytes ? { data_base64: bytes } : {}),
  } as EventEnvelope
  assertDataFits(envelope)
  return envelope
}

/** The refusal of what is not a CloudEvent. */
export function eventInvalid(errors: readonly ProblemError[]): Problem {
  const [first] = errors
  const rest = errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''
  return new Problem(
    'event-invalid',
    `${first?.pointer || 'The event'} ${first?.detail ?? 'is wrong'}${rest}`,
    { errors: errors.slice(0, maxErrors) },
  )
}

function assertDataFits({ data, data_base64: text }: EventEnvelope): void {
  const bytes =
    text !== undefined
      ? Buffer.byteLength(text, 'base64')
      : data === undefined
        ? 0
        : Buffer.byteLength(JSON.stringify(data))
  if (bytes <= maxEventDataBytes) return
  throw new Problem(
    'event-too-large',
    `The data of the event is ${bytes} bytes, and at most ${maxEventDataBytes} are kept`,
    { max_bytes: maxEventDataBytes },
  )
}

/** What two events share when they are the same: the hash of `source` and `id`. */
export function dedupeHashOf({ source, id }: { source: string; id: string }): string {
  return createHash('sha256')
    .update(JSON.stringify([source, id]))
    .digest('hex')
}
