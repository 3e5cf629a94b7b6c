import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectTls, type PeerCertificate, type TLSSocket } from 'node:tls'
import { Problem } from '@temporal-registry/contract/problem'
import type { Address, AddressGuard } from './address-guard.ts'

export interface TcpExchange {
  readonly host: string
  readonly port: number
  readonly tls: boolean
  readonly send: string | undefined
  /** Whether what was received is all that is waited for. Absent: until it is quiet for a while. */
  readonly isEnough?: ((received: string) => boolean) | undefined
  /** Whether anything is waited for at all. */
  readonly reads: boolean
  readonly maxBytes: number
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export interface TcpCertificate {
  readonly trusted: boolean
  /** Why it is not. */
  readonly reason: string | null
  readonly subject: string
  readonly issuer: string
  readonly valid_to: string | null
}

/** What came of a connection. That nobody takes it is an answer, too. */
export type TcpAnswer =
  | { readonly open: false; readonly reason: string }
  | {
      readonly open: true
      readonly address: string
      readonly received: string
      readonly certificate: TcpCertificate | undefined
      /** Why it ended before what was waited for had come. */
      readonly reason: string | undefined
    }

/**
 * Connects, says something, and hears what is answered.
 *
 * @throws Problem `blocked-address`, `outbound-failed` when the name does not resolve
 */
export type ExchangeTcp = (wanted: TcpExchange) => Promise<TcpAnswer>

const quietMs = 300
/** How often what came so far is looked at. */
const lookMs = 20

export function createTcpExchange(guard: AddressGuard): ExchangeTcp {
  return async (wanted) => {
    const { host, signal } = wanted
    signal.throwIfAborted()
    const [address] = await guard.resolve(host)
    if (!address) throw new Problem('outbound-failed', `«${host}» has no address`)
    const answer = await exchange(wanted, address)
    signal.throwIfAborted()
    return answer
  }
}

async function exchange(wanted: TcpExchange, { address }: Address): Promise<TcpAnswer> {
  const { host, port, tls, send, reads, timeoutMs, signal, isEnough, maxBytes } = wanted
  const ended = Promise.withResolvers<string | undefined>()
  const chunks: Buffer[] = []
  let bytes = 0
  let isOpen = false
  let lookTimer: NodeJS.Timeout | undefined
  let quietTimer: NodeJS.Timeout | undefined
  let certificate: TcpCertificate | undefined
  const received = () => Buffer.concat(chunks).toString('utf8')

  const plain = connectPlain({ host: address, port })
  let socket: Socket = plain
  const deadline = setTimeout(() => ended.resolve('timeout'), timeoutMs)
  const abort = () => ended.resolve('cancelled')
  signal.addEventListener('abort', abort)
  plain.on('error', (error) => ended.resolve(codeOf(error)))

  function look(): void {
    lookTimer = undefined
    if (isEnough?.(received()) === true) ended.resolve(undefined)
  }
  function rearmQuiet(): void {
    clearTimeout(quietTimer)
    if (!isEnough) quietTimer = setTimeout(() => ended.resolve(undefined), quietMs)
  }
  function begin(): void {
    if (send !== undefined) socket.write(send)
    if (!reads) ended.resolve(undefined)
  }
  function listen(): void {
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk.subarray(0, maxBytes - bytes))
      bytes += chunk.length
      if (bytes >= maxBytes) {
        look()
        return ended.resolve(isEnough ? 'too_much' : undefined)
      }
      lookTimer ??= setTimeout(look, lookMs)
      rearmQuiet()
    })
    socket.on('close', () => {
      look()
      ended.resolve(isEnough ? 'closed' : undefined)
    })
  }

  plain.on('connect', () => {
    isOpen = true
    if (!tls) {
      listen()
      return begin()
    }
    // Whether it is to be trusted is what is asked: it is told, not refused.
    const name = isIP(host) === 0 ? { servername: host } : {}
    const secure = connectTls({ socket: plain, rejectUnauthorized: false, ...name })
    socket = secure
    secure.on('error', (error) => ended.resolve(codeOf(error)))
    listen()
    secure.on('secureConnect', () => {
      certificate = certificateOf(secure)
      begin()
    })
  })

  try {
    const reason = await ended.promise
    if (!isOpen) return { open: false, reason: reason ?? 'closed' }
    return { open: true, address, received: received(), certificate, reason }
  } finally {
    for (const timer of [deadline, lookTimer, quietTimer]) clearTimeout(timer)
    signal.removeEventListener('abort', abort)
    socket.destroy()
    plain.destroy()
  }
}

function certificateOf(socket: TLSSocket): TcpCertificate {
  const peer: Partial<PeerCertificate> = socket.getPeerCertificate()
  const validTo = Date.parse(peer.valid_to ?? '')
  return {
    trusted: socket.authorized,
    reason: socket.authorized ? null : String(socket.authorizationError),
    subject: String(peer.subject?.CN ?? ''),
    issuer: String(peer.issuer?.CN ?? ''),
    valid_to: Number.isNaN(validTo) ? null : new Date(validTo).toISOString(),
  }
}

function codeOf(error: Error): string {
  const code: unknown = Reflect.get(error, 'code')
  return typeof code === 'string' ? code : error.message
}
