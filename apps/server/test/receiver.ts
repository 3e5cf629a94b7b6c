import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request that came in. */
export interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface ReceiverAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** It is not answered before. */
  readonly after?: Promise<void>
}

/** A web server of a test on loopback that keeps what it receives. */
export interface Receiver {
  readonly url: string
  /** Those whose path begins so. */
  received(path: string): readonly Received[]
  close(): Promise<void>
}

/** Starts one; `answer` also learns how many requests of the same path came before. */
export async function startReceiver(
  answer: (received: Received, before: number) => ReceiverAnswer,
): Promise<Receiver> {
  const all: Received[] = []
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request)).toString()
    const { method = '', url: path = '', headers } = request
    const received = { method, path, headers, body }
    const before = all.filter((one) => one.path === path).length
    all.push(received)
    const { status = 200, headers: own = {}, body: text = '', after } = answer(received, before)
    await after
    response.writeHead(status, own).end(text)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    received: (path) => all.filter((one) => one.path.startsWith(path)),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
