import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { isIP, type AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { createCodecHandler, type CodecHandler, type CodecHandlerOptions } from './codec-handler.ts'

export interface CodecServerOptions extends CodecHandlerOptions {
  /** Address to listen on. Default: 127.0.0.1. */
  readonly host?: string
  /** Default: 8081; 0 takes a free one. */
  readonly port?: number
}

/** A codec server that listens. */
export interface CodecServer extends AsyncDisposable {
  /** What `temporal --codec-endpoint` takes. */
  readonly url: string
  close(): Promise<void>
}

const requestTimeoutMs = 30_000
/** How long answers under way may take once the server closes. */
const closeGraceMs = 1_000

/**
 * Runs a codec server of its own.
 *
 * @throws TypeError for an address that other machines reach without a token: it would decrypt for anybody.
 */
export async function startCodecServer(options: CodecServerOptions): Promise<CodecServer> {
  const { host = '127.0.0.1', port = 8081, tokens = [] } = options
  if (tokens.length === 0 && !isLoopback(host)) {
    throw new TypeError(
      `${host} can be reached from other machines, but no token is asked for: set one, or listen on 127.0.0.1`,
    )
  }
  const handle = createCodecHandler(options)
  const server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
    void respond(handle, request, response)
  })
  server.listen(port, host)
  await once(server, 'listening')
  // A TCP server that listens has an address of this kind.
  const { port: actualPort } = server.address() as AddressInfo
  const close = async () => {
    const closed = once(server, 'close')
    server.close()
    server.closeIdleConnections()
    const grace = setTimeout(() => server.closeAllConnections(), closeGraceMs)
    await closed
    clearTimeout(grace)
  }
  const named = isIP(host) === 6 ? `[${host}]` : host
  return { url: `http://${named}:${actualPort}`, close, [Symbol.asyncDispose]: close }
}

async function respond(
  handle: CodecHandler,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const answer = await handle(toRequest(request))
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    response.end(Buffer.from(await answer.arrayBuffer()))
  } catch {
    // The caller went away, or sent what is no request. What was thrown may hold payloads: it is not told.
    if (!response.headersSent) response.writeHead(400)
    response.end()
  } finally {
    // What is left of a refused body is thrown away as it comes.
    request.resume()
  }
}

function toRequest(message: IncomingMessage): Request {
  const { method = 'GET', url = '/', headers } = message
  const hasBody = method !== 'GET' && method !== 'HEAD'
  return new Request(new URL(url, 'http://codec.invalid'), {
    method,
    headers: Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as [string, string]] : [],
    ),
    ...(hasBody ? { body: Readable.toWeb(message) as ReadableStream, duplex: 'half' } : {}),
  })
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}
