import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { getHealth } from '@temporal-registry/contract/health'
import { getRun, listRuns, signalRun } from '@temporal-registry/contract/runs'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { parseConfig } from '../config/config.ts'
import { createMetrics } from '../platform/metrics.ts'
import { createAuth } from './auth.ts'
import { docsRoutes } from './docs.ts'
import { Answer, createAddRoutes, createOnEndpoint } from './on-endpoint.ts'
import { createHttpServer } from './server.ts'

const token = 'a-token-of-this-test'

interface Line {
  readonly [member: string]: unknown
  readonly status?: number
}

/** A server with three endpoints and no domain behind them. */
async function startServer({
  auth = '{}',
  handler = (): unknown => ({ runs: [] as unknown[] }),
} = {}) {
  const lines: Line[] = []
  const log = pino(
    { messageKey: 'message', base: null },
    { write: (line: string) => lines.push(JSON.parse(line) as Line) },
  )
  const metrics = createMetrics()
  const config = parseConfig(
    `
temporal: { address: a, namespace: b }
registry: { workflow_id: c, workflow_type: temporal-registry.v1, task_queue: d }
auth: ${auth}`,
    {},
    'the test',
  )
  const app = createHttpServer({ log, metrics, maxBodyBytes: 2_000, isAccessLogged: true })
  const on = createOnEndpoint(createAddRoutes(app, createAuth(config)))
  on(getHealth, () => ({ status: 'ok' as const }))
  on(listRuns, async () => (await handler()) as { runs: [] })
  on(getRun, async ({ signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    return new Answer(200, { was: 'aborted' })
  })
  on(signalRun, ({ params }) => new Answer(202, { workflow_id: params.workflow_id }))
  await docsRoutes(app, { openapi: '3.1.0' })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  return {
    app,
    lines,
    url: `http://127.0.0.1:${port}`,
    raw: (request: string) => text(connect(port, '127.0.0.1').end(request)),
    /** The value of a metric, with its labels as they are written. */
    metric: async (name: string) => {
      const found = (await metrics.text()).split('\n').find((line) => line.startsWith(`${name} `))
      return found === undefined ? undefined : Number(found.slice(name.length + 1))
    },
    [Symbol.asyncDispose]: () => app.close(),
  }
}

const requests = (route: string, method: string, status: number) =>
  `temporal_registry_http_requests_total{route="${route}",method="${method}",status="${status}"}`

async function untilLogged(lines: readonly Line[], status: number): Promise<Line> {
  for (;;) {
    const line = lines.find((one) => one.status === status)
    if (line) return line
    await pause(5)
  }
}

test('an answered request is counted and logged by the pattern of its path', async () => {
  await using server = await startServer()
  const response = await fetch(`${server.url}/runs/a%20b/signals/go?x=1`, {
    method: 'POST',
    headers: { 'x-request-id': 'my-request:1' },
  })
  const line = await untilLogged(server.lines, 400)

  expect(response.headers.get('x-request-id')).toBe('my-request:1')
  expect(line).toEqual({
    level: 30,
    time: expect.any(Number),
    logger: 'http.access',
    route: '/runs/:workflow_id/signals/:name',
    method: 'POST',
    status: 400,
    duration_ms: expect.any(Number),
    request_id: 'my-request:1',
    actor: 'anonymous',
    message: 'http request',
  })
  expect(await server.metric(requests('/runs/:workflow_id/signals/:name', 'POST', 400))).toBe(1)
})

test('a stranger is told how to come in, counted, logged, and given a request id', async () => {
  await using server = await startServer({ auth: `{ token: ${token} }` })
  const response = await fetch(`${server.url}/runs?limit=none`)
  const body = await response.json()
  const line = await untilLogged(server.lines, 401)

  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toBe('Bearer realm="temporal-registry"')
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
  expect(body).toMatchObject({
    code: 'unauthorized',
    instance: '/runs',
    remedy: expect.any(String),
  })
  expect(body).toHaveProperty('request_id', response.headers.get('x-request-id'))
  expect(line).toMatchObject({ route: '/runs', request_id: response.headers.get('x-request-id') })
  expect(line).not.toHaveProperty('actor')
  expect(await server.metric(requests('/runs', 'GET', 401))).toBe(1)
})

test('no token is in any line of the log, whatever becomes of the request', async () => {
  const failing = () => {
    throw new Error('broken')
  }
  await using server = await startServer({ auth: `{ token: ${token} }`, handler: failing })
  const headers = { authorization: `Bearer ${token}` }
  await fetch(`${server.url}/runs`, { headers })
  await fetch(`${server.url}/runs?limit=x`, { headers })
  await fetch(`${server.url}/nowhere`, { headers })
  await fetch(`${server.url}/runs`, { headers: { authorization: `Bearer wrong-${token}` } })
  await untilLogged(server.lines, 401)

  expect(server.lines.length).toBeGreaterThan(4)
  expect(JSON.stringify(server.lines)).not.toContain(token)
  expect(server.lines.find(({ status }) => status === 500)).toMatchObject({ actor: 'token' })
})

test('a mistake of ours is logged whole and told by its request id only', async () => {
  const failing = () => {
    throw new Error('the secret reason')
  }
  await using server = await startServer({ handler: failing })
  const response = await fetch(`${server.url}/runs?query=private`)
  const body = await response.text()

  expect(response.status).toBe(500)
  expect(body).not.toContain('secret')
  expect(JSON.parse(body)).toMatchObject({ code: 'internal', title: 'The gateway made a mistake' })
  const line = server.lines.find(({ message }) => message === 'request failed')
  expect(line).toMatchObject({ path: '/runs', request_id: response.headers.get('x-request-id') })
  expect(JSON.stringify(line)).toContain('the secret reason')
  expect(JSON.stringify(line)).not.toContain('private')
})

test.each([
  ['long', 'x'.repeat(129)],
  ['with blanks', 'a b'],
  ['with quotes', '"},{"level":"fatal"'],
  ['in other letters', 'é'],
])('a request id that is %s is replaced', async (_what, id) => {
  await using server = await startServer()
  const response = await fetch(`${server.url}/health`, { headers: { 'x-request-id': id } })

  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
})

test('two request ids at once are none', async () => {
  await using server = await startServer()
  const answer = await server.raw(
    'GET /health HTTP/1.1\r\nHost: a\r\nX-Request-Id: a\r\nX-Request-Id: b\r\nConnection: close\r\n\r\n',
  )

  expect(answer).toMatch(/x-request-id: [0-9a-f-]{36}\r\n/)
})

test('a caller that goes away frees its handler, and is counted as 499', async () => {
  await using server = await startServer()
  const leave = new AbortController()
  const request = fetch(`${server.url}/runs/a`, { signal: leave.signal })
  while ((await server.metric('temporal_registry_http_requests_in_flight')) !== 1) await pause(5)
  leave.abort()

  await expect(request).rejects.toThrow()
  expect(await untilLogged(server.lines, 499)).toMatchObject({ route: '/runs/:workflow_id' })
  expect(await server.metric('temporal_registry_http_requests_in_flight')).toBe(0)
  expect(server.lines.filter(({ message }) => message === 'request failed')).toEqual([])
})

test('a caller that goes away in the middle of its body is no mistake of ours', async () => {
  await using server = await startServer()
  const socket = connect((server.app.server.address() as AddressInfo).port, '127.0.0.1')
  socket.write('POST /runs/a/signals/b HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"input"')
  while ((await server.metric('temporal_registry_http_requests_in_flight')) !== 1) await pause(5)
  socket.destroy()

  await untilLogged(server.lines, 499)
  expect(server.lines.filter(({ message }) => message === 'request failed')).toEqual([])
})

test('closing lets waiting handlers go at once and answers them', async () => {
  const server = await startServer()
  const waiting = fetch(`${server.url}/runs/a`)
  while ((await server.metric('temporal_registry_http_requests_in_flight')) !== 1) await pause(5)
  const [response] = await Promise.all([waiting, server.app.close()])

  expect(await response.json()).toEqual({ was: 'aborted' })
})

test('closing does not wait for connections that have sent nothing yet', async () => {
  const server = await startServer()
  const { port } = server.app.server.address() as AddressInfo
  const spare = connect(port, '127.0.0.1')
  await once(server.app.server, 'connection')
  const ended = once(spare, 'close')
  spare.resume()

  await server.app.close()

  await ended
})

test('closing waits for the last answer, and not for its connection to be used again', async () => {
  let answer = (_value: unknown) => {}
  const slow = new Promise((resolve) => (answer = resolve))
  const server = await startServer({ handler: () => slow })
  const waiting = fetch(`${server.url}/runs`)
  while ((await server.metric('temporal_registry_http_requests_in_flight')) !== 1) await pause(5)
  const closing = server.app.close()
  await pause(50)
  answer({ runs: [] })
  const response = await waiting
  await closing

  expect(await response.json()).toEqual({ runs: [] })
})

test.each([
  ['an escape that is not UTF-8', '/runs/%ff'],
  ['half an escape', '/runs/%e'],
  ['a part longer than any id', `/runs/${'a'.repeat(4_000)}`],
])('a path with %s is a 400 problem, counted and logged', async (_what, path) => {
  await using server = await startServer()
  const response = await fetch(server.url + path)
  const line = await untilLogged(server.lines, 400)

  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({ code: 'validation-failed' })
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  expect(line).toMatchObject({ route: 'unknown', request_id: response.headers.get('x-request-id') })
  expect(await server.metric(requests('unknown', 'GET', 400))).toBe(1)
})

test.each([
  ['no HTTP at all', 'hello\r\n\r\n'],
  ['a method there is not', 'FETCH /runs HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a length that is none', 'POST /runs HTTP/1.1\r\nHost: a\r\nContent-Length: ten\r\n\r\n'],
  [
    'two lengths',
    'POST /runs HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
  ],
  [
    'a length and chunks, as smugglers send',
    'POST /runs HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}',
  ],
  ['a control character in the path', 'GET /runs\u0001 HTTP/1.1\r\nHost: a\r\n\r\n'],
])('%s is a 400 problem too, and the connection ends', async (_what, request) => {
  await using server = await startServer()
  const answer = await server.raw(request)
  const [head = '', body = ''] = answer.split('\r\n\r\n')

  expect(head).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/)
  expect(head).toContain('content-type: application/problem+json; charset=utf-8')
  expect(JSON.parse(body)).toMatchObject({ code: 'request-not-http', status: 400 })
  expect(await server.metric(requests('unknown', 'unknown', 400))).toBe(1)
  expect(server.lines).toMatchObject([{ status: 400, request_id: JSON.parse(body).request_id }])
})

test('a head of 20 KB is a 431 problem, and the connection ends', async () => {
  await using server = await startServer()
  const answer = await server.raw(
    `GET /runs HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
  )
  const [head = '', body = ''] = answer.split('\r\n\r\n')

  expect(head).toMatch(/^HTTP\/1.1 431 Request Header Fields Too Large\r\n/)
  expect(JSON.parse(body)).toMatchObject({ code: 'request-head-too-large', status: 431 })
})

test('garbage behind a request is answered once, whether that was answered before or not', async () => {
  await using server = await startServer()
  const request = 'GET /health HTTP/1.1\r\nHost: a\r\n\r\n'
  const socket = connect((server.app.server.address() as AddressInfo).port, '127.0.0.1')
  socket.write(request)
  await untilLogged(server.lines, 200)
  socket.end('garbage\r\n\r\n')

  expect(await text(socket)).toMatch(/^HTTP\/1.1 200 [^]*HTTP\/1.1 400 /)
  expect((await server.raw(`${request}garbage\r\n\r\n`)).match(/HTTP\/1.1 /g)).toHaveLength(1)
})

test('a body is JSON whatever its header says', async () => {
  await using server = await startServer()
  for (const type of ['text/plain', 'application/json; charset=latin1', ';;;', 'x', 'a/b/c']) {
    const response = await fetch(`${server.url}/runs/a/signals/b`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: '{"input":1}',
    })

    expect([type, response.status]).toEqual([type, 202])
  }
})

test('a body over the limit is a 413 whether its length is told or not', async () => {
  await using server = await startServer()
  const body = JSON.stringify({ input: 'x'.repeat(3_000) })
  const told = await fetch(`${server.url}/runs/a/signals/b`, { method: 'POST', body })
  const chunked = await fetch(`${server.url}/runs/a/signals/b`, {
    method: 'POST',
    body: new Blob([body]).stream(),
    duplex: 'half',
  })

  for (const response of [told, chunked]) {
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ code: 'body-too-large', max_bytes: 2_000 })
  }
  expect(await server.metric(requests('/runs/:workflow_id/signals/:name', 'POST', 413))).toBe(2)
})

test('a path takes its own methods only, and says which', async () => {
  await using server = await startServer()
  const send = (method: string, path: string) => fetch(server.url + path, { method })
  for (const [method, path, allow] of [
    ['DELETE', '/runs', 'GET, HEAD'],
    ['OPTIONS', '/runs', 'GET, HEAD'],
    ['GET', '/runs/a/signals/b', 'POST'],
    ['PATCH', '/runs/a', 'GET, HEAD'],
    ['POST', '/docs', 'GET, HEAD'],
    ['PUT', '/problems/internal', 'GET, HEAD'],
    ['POST', '/openapi.json', 'GET, HEAD'],
  ] as const) {
    const response = await send(method, path)

    expect([path, response.status, response.headers.get('allow')]).toEqual([path, 405, allow])
    expect(await response.json()).toMatchObject({ code: 'method-not-allowed' })
  }
  for (const path of ['/nowhere', '/runs/a/b', '//runs', '/runs/a/signals']) {
    const response = await send('GET', path)

    expect([path, response.status]).toEqual([path, 404])
    expect(await response.json()).toMatchObject({ code: 'not-found', instance: path })
  }
})

test('a slash at the end changes nothing, and HEAD is GET without the body', async () => {
  await using server = await startServer()
  const slash = await fetch(`${server.url}/runs/`)
  const head = await fetch(`${server.url}/runs`, { method: 'HEAD' })

  expect(slash.status).toBe(200)
  expect(head.status).toBe(200)
  expect(head.headers.get('content-length')).toBe(String(JSON.stringify({ runs: [] }).length))
  expect(await head.text()).toBe('')
})

test('every answer tells browsers to keep, run and guess nothing, and none is for other origins', async () => {
  await using server = await startServer()
  for (const path of ['/runs', '/health', '/nowhere', '/runs?x=1', '/openapi.json', '/runs/%ff']) {
    const { headers } = await fetch(server.url + path, { headers: { origin: 'https://a.example' } })

    expect(headers.get('x-content-type-options'), path).toBe('nosniff')
    expect(headers.get('cache-control'), path).toBe('no-store')
    expect(headers.get('content-security-policy'), path).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    )
    expect(headers.get('cross-origin-resource-policy'), path).toBe('same-origin')
    expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
  }
})

test('a page of another site changes nothing where no token is asked for', async () => {
  await using open = await startServer()
  await using guarded = await startServer({ auth: `{ token: ${token} }` })
  const send = ({ url }: { url: string }) =>
    fetch(`${url}/runs/a/signals/b`, {
      method: 'POST',
      headers: { origin: 'https://evil.example', authorization: `Bearer ${token}` },
    })

  expect((await send(open)).status).toBe(403)
  expect((await send(guarded)).status).toBe(202)
})
