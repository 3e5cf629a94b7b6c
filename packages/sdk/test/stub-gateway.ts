import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Problem, toProblemJson, type ProblemCode } from '@temporal-registry/contract/problem'

/** A request as the stub received it. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: unknown
  readonly atMs: number
}

/** An answer; `hang` never comes, `reset` breaks the connection, a function writes it by itself. */
export type Reply =
  | { status: number; headers?: Record<string, string>; json?: unknown; text?: string }
  | 'hang'
  | 'reset'
  | ((response: ServerResponse) => void)

export interface StubGateway extends AsyncDisposable {
  readonly url: string
  readonly received: Received[]
  /** Closes the port, as a gateway that is gone; `restart` opens it again. */
  stop(): Promise<void>
  restart(): Promise<void>
}

/** A real HTTP server that answers what a test says: `count` is the number of the request, from 1. */
export async function startStubGateway(
  answer: (request: Received, count: number) => Reply | Promise<Reply>,
): Promise<StubGateway> {
  const received: Received[] = []
  const onRequest = async (message: IncomingMessage, response: ServerResponse) => {
    const request = await receive(message)
    received.push(request)
    send(response, await answer(request, received.length))
  }
  let server = createServer((message, response) => void onRequest(message, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo

  async function stop() {
    server.closeAllConnections()
    if (server.listening) await once(server.close(), 'close')
  }

  return {
    url: `http://127.0.0.1:${port}`,
    received,
    stop,
    async restart() {
      server = createServer((message, response) => void onRequest(message, response))
      await once(server.listen(port, '127.0.0.1'), 'listening')
    },
    [Symbol.asyncDispose]: stop,
  }
}

/** The refusal a gateway would send. */
export function refusal(
  code: ProblemCode,
  detail: string,
  extras: Record<string, unknown> = {},
): Reply {
  const problem = toProblemJson(new Problem(code, detail, extras), '/somewhere', 'req-1')
  return {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json' },
    text: JSON.stringify(problem),
  }
}

async function receive(message: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  const { method = '', url: path = '', headers } = message
  const body: unknown = text === '' ? undefined : JSON.parse(text)
  return { method, path, headers, body, atMs: performance.now() }
}

function send(response: ServerResponse, reply: Reply): void {
  if (reply === 'hang') return
  if (reply === 'reset') {
    response.socket?.resetAndDestroy()
    return
  }
  if (typeof reply === 'function') {
    reply(response)
    return
  }
  const { status, headers, json, text } = reply
  const type = json === undefined ? 'text/plain' : 'application/json'
  response.writeHead(status, { 'content-type': type, ...headers })
  response.end(json === undefined ? text : JSON.stringify(json))
}
