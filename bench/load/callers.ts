import { httpConnection, httpRequest, type Reply, type RequestParts } from './http-connection.ts'

/** How many connections are opened at once: more would overflow a server's queue of new ones. */
const openAtOnce = 200

/** An answer that should not have come: the figure it belongs to would be worth nothing. */
export class WrongAnswer extends Error {}

/** Callers of a service, each with a connection of its own. */
export interface Callers extends Disposable {
  readonly count: number
  /** @throws WrongAnswer unless the status is the one expected. */
  send(caller: number, request: Buffer, expected?: number): Promise<Reply>
  /** The answer, whatever its status. */
  ask(caller: number, request: Buffer): Promise<Reply>
  /** The bytes of a request, with the token if there is one. */
  request(parts: RequestParts): Buffer
}

/** Connects so many callers, in turn to each of the services named. */
export async function openCallers(
  urls: readonly string[],
  count: number,
  token: string | undefined,
): Promise<Callers> {
  const connections = Array.from({ length: count }, (_, caller) =>
    httpConnection(urls[caller % urls.length] ?? ''),
  )
  for (let from = 0; from < count; from += openAtOnce) {
    await Promise.all(connections.slice(from, from + openAtOnce).map((one) => one.open()))
  }
  const auth: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}

  function ask(caller: number, request: Buffer): Promise<Reply> {
    const connection = connections[caller]
    if (!connection) throw new Error(`There is no caller ${caller}`)
    return connection.send(request)
  }

  return {
    count,
    ask,
    async send(caller, request, expected = 200) {
      const reply = await ask(caller, request)
      if (reply.status === expected) return reply
      const line = request.toString('latin1', 0, request.indexOf('\r\n'))
      throw new WrongAnswer(`${line}: ${reply.status}, ${reply.body.toString('utf8', 0, 500)}`)
    },
    request: (parts) => httpRequest({ ...parts, headers: { ...auth, ...parts.headers } }),
    [Symbol.dispose]() {
      for (const connection of connections) connection.close()
    },
  }
}
