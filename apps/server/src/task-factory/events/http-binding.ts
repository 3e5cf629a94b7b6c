import type { IncomingHttpHeaders } from 'node:http'
import { maxBatchEvents, type EventEnvelope } from '@temporal-registry/contract/events'
import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import { parseBody } from '../../http/json-body.ts'
import { eventInvalid, readEnvelope } from './envelope.ts'

/** A request as it came in. */
export interface EventRequest {
  readonly headers: IncomingHttpHeaders
  /** The header, which says in binary mode what the data is. */
  readonly contentType: string | undefined
  readonly bytes: Buffer
}

/** What a request holds: one event, or a list of which each may be refused by itself. */
export type ReadEvents =
  | { readonly kind: 'one'; readonly envelope: EventEnvelope }
  | { readonly kind: 'batch'; readonly items: readonly BatchedEvent[] }

/** An event of a list, or why it is none. */
export type BatchedEvent = { readonly envelope: EventEnvelope } | { readonly problem: Problem }

const prefix = 'ce-'
const cloudEventsJson = /^application\/cloudevents(?:-batch)?\+json$/
const cloudEventsOther = /^application\/cloudevents\b/
const json = /^(?:application|text)\/(?:[\w!#$&^.-]+\+)?json$/
const text = /^text\/|[/+]xml$|^application\/x-www-form-urlencoded$/

/** Whether a request says that it is a CloudEvent, rather than something to make one of. */
export function isCloudEvent({ headers, contentType }: EventRequest): boolean {
  return isBinary(headers) || cloudEventsOther.test(mediaTypeOf(contentType))
}

/**
 * Reads CloudEvents by the HTTP binding. Attributes in `ce-` headers make it binary mode; else the body
 * is one event or a list of them as JSON, also where its media type does not say so.
 *
 * @throws Problem of `readEnvelope`, `media-type-unsupported`, or of a body that is not JSON.
 */
export function readEvents(request: EventRequest): ReadEvents {
  if (isBinary(request.headers)) return { kind: 'one', envelope: readBinary(request) }
  const mediaType = mediaTypeOf(request.contentType)
  if (cloudEventsOther.test(mediaType) && !cloudEventsJson.test(mediaType)) {
    throw new Problem('media-type-unsupported', `${mediaType} is not read here`)
  }
  const value = parseBody(request.bytes)
  if (value === undefined) {
    throw eventInvalid([{ pointer: '', detail: 'is empty, and no header holds an attribute' }])
  }
  return Array.isArray(value)
    ? { kind: 'batch', items: readBatch(value) }
    : { kind: 'one', envelope: readEnvelope(value) }
}

function isBinary(headers: IncomingHttpHeaders): boolean {
  return headers['ce-specversion'] !== undefined
}

function readBatch(values: readonly unknown[]): BatchedEvent[] {
  if (values.length === 0 || values.length > maxBatchEvents) {
    const detail = `must hold 1 to ${maxBatchEvents} events, and holds ${values.length}`
    throw eventInvalid([{ pointer: '', detail }])
  }
  return values.map((value, index) => {
    try {
      return { envelope: readEnvelope(value) }
    } catch (error) {
      if (error instanceof Problem) return { problem: underItem(error, index) }
      throw error
    }
  })
}

/** A refusal whose pointers begin at the batch's root. */
function underItem({ code, message, extras }: Problem, index: number): Problem {
  const errors = extras.errors?.map(({ pointer, detail }) => ({
    pointer: `/${index}${pointer}`,
    detail,
  }))
  return errors ? eventInvalid(errors) : new Problem(code, message, extras)
}

function readBinary({ headers, contentType, bytes }: EventRequest): EventEnvelope {
  const errors: ProblemError[] = []
  const attributes: Record<string, unknown> = {}
  for (const [header, value] of Object.entries(headers)) {
    if (!header.startsWith(prefix)) continue
    const name = header.slice(prefix.length)
    try {
      attributes[name] = decodeHeader(String(value))
    } catch {
      const detail = 'must be ASCII, its other characters as %XX of their UTF-8'
      errors.push({ pointer: `header ${header}`, detail })
    }
    if (name === 'datacontenttype' || name === 'data' || name === 'data_base64') {
      errors.push({ pointer: `header ${header}`, detail: 'is said by Content-Type and the body' })
    }
  }
  if (errors.length > 0) throw eventInvalid(errors)
  if (contentType !== undefined) attributes['datacontenttype'] = contentType
  try {
    return readEnvelope({ ...attributes, ...dataOf(bytes, contentType) })
  } catch (error) {
    if (error instanceof Problem && error.code === 'event-invalid') throw inHeaders(error)
    throw error
  }
}

function inHeaders({ extras }: Problem): Problem {
  const headerOf = (name: string) => (name === 'datacontenttype' ? 'content-type' : prefix + name)
  return eventInvalid(
    (extras.errors ?? []).map(({ pointer, detail }) => ({
      pointer: `header ${headerOf(pointer.slice(1))}`,
      detail,
    })),
  )
}

/** @throws for what is not percent-encoded as the binding wants it. */
function decodeHeader(value: string): string {
  const bare = /^"(.*)"$/.exec(value)?.[1]?.replaceAll(/\\(.)/g, '$1') ?? value
  if (!/^[\x20-\x7e]*$/.test(bare)) throw new Error('Not ASCII')
  return decodeURIComponent(bare)
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Data as what its media type says it is: JSON, which it is also without one; text; or bytes.
 *
 * @throws Problem of a body that is not JSON and says that it is.
 */
export function dataOf(
  bytes: Buffer,
  contentType: string | undefined,
): { readonly data?: unknown; readonly data_base64?: string } {
  if (bytes.length === 0) return {}
  const mediaType = mediaTypeOf(contentType)
  if (contentType === undefined || json.test(mediaType)) return { data: parseBody(bytes) }
  if (text.test(mediaType)) {
    const data = decoded(bytes)
    if (data !== undefined) return { data }
  }
  return { data_base64: bytes.toString('base64') }
}

/** The text, or nothing where it is in another encoding, or holds what no store can keep. */
function decoded(bytes: Buffer): string | undefined {
  try {
    const data = strictUtf8.decode(bytes)
    return data.includes('\u0000') ? undefined : data
  } catch {
    return undefined
  }
}

export function mediaTypeOf(contentType: string | undefined): string {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
}
