import type { Socket } from 'node:net'
import { callbackify } from 'node:util'
import { Problem } from '@temporal-registry/contract/problem'
import { Agent, buildConnector, request as send } from 'undici'
import { createAddressGuard, type AddressGuard, type Lookup } from './address-guard.ts'
import { acceptedEncodings, readBody } from './answer-body.ts'
import { afterRedirect, assertSendable, redirectTarget, type Sendable } from './redirects.ts'
import { problemOfTransport } from './transport-problems.ts'

const maxRedirects = 5
const maxHeaderBytes = 16_384
const connectTimeoutMs = 10_000
const connectionsPerOrigin = 64
/** Of the body of an answer that only says where to go instead. */
const unreadBytes = 16_384

export interface OutboundRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Buffer | undefined
  /** From the first look at the name to the last byte of the body, redirects included. */
  readonly timeoutMs: number
  readonly maxResponseBytes: number
  /** `refused`: an answer that says to ask elsewhere is none. Absent: it is followed. */
  readonly redirects?: 'refused'
  /** Ends it before its time. */
  readonly signal?: AbortSignal
}

export interface OutboundAnswer {
  readonly status: number
  /** Names in lower case; several of one name are joined by commas. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** The one way out for requests that users make. */
export interface Outbound {
  readonly guard: AddressGuard
  /**
   * Sends a request and reads what is answered, whatever its status.
   *
   * @throws Problem `blocked-address`, `outbound-request-invalid`, `outbound-answer-unusable`,
   * `outbound-failed`, `outbound-timeout`
   */
  request(request: OutboundRequest): Promise<OutboundAnswer>
  close(): Promise<void>
}

export function createOutbound({
  allow,
  lookup,
}: {
  /** Addresses, ranges and hosts that are reached though they are not public. */
  readonly allow: readonly string[]
  readonly lookup?: Lookup
}): Outbound {
  const guard = createAddressGuard(allow, lookup)
  const agent = new Agent({
    connect: guardedConnector(guard),
    connections: connectionsPerOrigin,
    maxHeaderSize: maxHeaderBytes,
    allowH2: false,
  })

  async function follow(first: Sendable, limits: Limits): Promise<OutboundAnswer> {
    let next = first
    for (let hops = 0; hops <= maxRedirects; hops++) {
      const answer = await send(next.url, {
        dispatcher: agent,
        method: next.method,
        headers: { 'accept-encoding': acceptedEncodings, ...next.headers },
        body: next.body ?? null,
        signal: limits.signal,
        headersTimeout: limits.timeoutMs,
        bodyTimeout: limits.timeoutMs,
      })
      const headers = flat(answer.headers)
      if (limits.redirects === 'refused') {
        await assertNoRedirect(next, answer.statusCode, headers['location'])
      }
      const after = afterRedirect(next, answer.statusCode, headers['location'])
      if (!after) {
        const isEmpty = next.method === 'HEAD' || [204, 304].includes(answer.statusCode)
        const encoding = isEmpty ? '' : (headers['content-encoding'] ?? '')
        const body = await readBody(answer.body, encoding, limits.maxResponseBytes).catch(
          (error: unknown) => {
            throw withAnswer(error, answer.statusCode, headers)
          },
        )
        return { status: answer.statusCode, headers, body }
      }
      await answer.body.dump({ limit: unreadBytes, signal: limits.signal })
      next = after
    }
    throw new Problem('outbound-answer-unusable', `It redirects more than ${maxRedirects} times`)
  }

  /** Where it leads is looked at all the same: that somebody is led to an inner address is worth a word. */
  async function assertNoRedirect(
    sent: Sendable,
    status: number,
    location: string | undefined,
  ): Promise<void> {
    const target = redirectTarget(sent, status, location)
    if (!target) return
    await guard.resolve(target.hostname)
    const detail = `It answers ${status} and redirects to ${target.host}, which is not followed`
    throw new Problem('outbound-answer-unusable', detail, { status })
  }

  return {
    guard,
    async request({ timeoutMs, maxResponseBytes, redirects, signal: cancelled, ...wanted }) {
      const first = assertSendable(wanted)
      const timeout = AbortSignal.timeout(timeoutMs)
      const signal = cancelled ? AbortSignal.any([timeout, cancelled]) : timeout
      try {
        return await follow(first, { timeoutMs, maxResponseBytes, redirects, signal })
      } catch (error) {
        throw problemOfTransport(error, first.url.host, timeoutMs)
      }
    },
    close: () => agent.destroy(),
  }
}

interface Limits {
  readonly timeoutMs: number
  readonly maxResponseBytes: number
  readonly redirects: 'refused' | undefined
  readonly signal: AbortSignal
}

/**
 * Connects to addresses that were checked, and to no other: the name is resolved once, here, and it is what
 * came of that which is connected to. A name that answers differently the next time changes nothing.
 */
function guardedConnector(guard: AddressGuard): buildConnector.connector {
  const resolve = callbackify(guard.resolve)
  const connect = buildConnector({
    timeout: connectTimeoutMs,
    allowH2: false,
    lookup(host, { all }, callback) {
      resolve(host, (error, found) => {
        const first = error ? undefined : found[0]
        if (error) callback(error, '')
        else if (all) callback(null, [...found])
        else callback(null, first?.address ?? '', first?.family ?? 0)
      })
    },
  })
  return (options, callback) => {
    // An address in the URL is looked up nowhere.
    resolve(options.hostname, (refusal) => {
      if (refusal) return callback(refusal, null)
      connect(options, (...[error, socket]) => {
        const fault = error ?? unreachable(guard, options.hostname, socket)
        if (fault) {
          socket?.destroy()
          callback(fault, null)
        } else if (socket) callback(null, socket)
      })
    })
  }
}

/** What is connected to in the end is looked at once more. */
function unreachable(guard: AddressGuard, host: string, socket: Socket | null): Error | undefined {
  try {
    guard.assertReachable(host, socket?.remoteAddress ?? '')
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

/** Of an answer that is too large, its status is known all the same. */
function withAnswer(error: unknown, status: number, headers: Readonly<Record<string, string>>) {
  if (!(error instanceof Problem)) return error
  return new Problem(error.code, error.message, { ...error.extras, status, headers }, error)
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}
