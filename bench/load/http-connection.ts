import { connect, type Socket } from 'node:net'
import { readHead, unchunk, type ReplyHead } from './http-reply.ts'

export interface Reply {
  readonly status: number
  readonly body: Buffer
}

/** One kept-alive connection, one request at a time. */
export interface HttpConnection {
  /** Connects ahead of the first request. */
  open(): Promise<void>
  /** @throws Error when the connection ends before the answer is whole. */
  send(request: Buffer): Promise<Reply>
  close(): void
}

export interface RequestParts {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** The bytes of a request. */
export function httpRequest({ method, path, body, headers = {} }: RequestParts): Buffer {
  const text = body === undefined ? '' : JSON.stringify(body)
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: bench',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(method === 'GET' ? [] : [`content-length: ${Buffer.byteLength(text)}`]),
    ...(body === undefined ? [] : ['content-type: application/json']),
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${text}`)
}

/**
 * Speaks just enough HTTP/1.1 for the load: Node's own client costs more a request than the gateway
 * does, and would be what is measured.
 */
export function httpConnection(url: string): HttpConnection {
  const { hostname, port } = new URL(url)
  let socket: Socket | undefined
  let opening: Promise<void> | undefined
  let pending: { resolve: (reply: Reply) => void; reject: (error: Error) => void } | undefined
  let chunks: Buffer[] = []
  let size = 0
  let head: ReplyHead | undefined

  function open(): Promise<void> {
    if (socket && !socket.destroyed) return opening ?? Promise.resolve()
    const made = connect({ host: hostname, port: Number(port || 80), noDelay: true })
    socket = made
    opening = new Promise((resolve, reject) => {
      made.once('connect', resolve)
      made.once('error', reject)
    })
    made.on('data', take)
    made.on('error', fail)
    made.on('close', () => fail(new Error(`${url} closed the connection`)))
    return opening
  }

  function take(chunk: Buffer): void {
    chunks.push(chunk)
    size += chunk.length
    head ??= readHead(chunks.length === 1 ? chunk : Buffer.concat(chunks))
    if (!head) return
    const { status, bodyFrom, bodyLength } = head
    if (bodyLength !== undefined) {
      if (size < bodyFrom + bodyLength) return
      return settle(status, Buffer.concat(chunks).subarray(bodyFrom, bodyFrom + bodyLength))
    }
    const body = unchunk(Buffer.concat(chunks).subarray(bodyFrom))
    if (body) settle(status, body)
  }

  function settle(status: number, body: Buffer): void {
    const waiting = pending
    pending = undefined
    chunks = []
    size = 0
    head = undefined
    waiting?.resolve({ status, body })
  }

  function fail(error: Error): void {
    const waiting = pending
    pending = undefined
    chunks = []
    size = 0
    head = undefined
    waiting?.reject(error)
  }

  return {
    open,
    async send(request) {
      if (!socket || socket.destroyed || socket.connecting) await open()
      return new Promise((resolve, reject) => {
        pending = { resolve, reject }
        socket?.write(request)
      })
    },
    close() {
      pending = undefined
      socket?.destroy()
    },
  }
}
