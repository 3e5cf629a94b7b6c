import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Page {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** A web server of a test on loopback, with pages that are there or made as they are asked for. */
export interface Pages {
  readonly url: string
  /** What was asked for, in order. */
  readonly asked: readonly IncomingMessage[]
  put(path: string, page: Page | RequestListener): void
  close(): Promise<void>
}

export async function servePages(first: Readonly<Record<string, Page>> = {}): Promise<Pages> {
  const pages = new Map<string, Page | RequestListener>(Object.entries(first))
  const asked: IncomingMessage[] = []
  const server = createServer((request, response) => {
    asked.push(request)
    const page = pages.get(request.url ?? '') ?? { status: 404 }
    if (typeof page === 'function') return page(request, response)
    response.writeHead(page.status ?? 200, page.headers ?? {}).end(page.body ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    put: (path, page) => void pages.set(path, page),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
