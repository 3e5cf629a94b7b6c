import { createServer, type RequestListener, type IncomingMessage } from 'node:http'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import type { Problem } from '@temporal-registry/contract/problem'
import type { Lookup } from './address-guard.ts'
import { createOutbound, type OutboundRequest } from './outbound.ts'
import { requestFaults } from './redirects.ts'

const opened: (() => Promise<unknown>)[] = []

afterEach(async () => {
  await Promise.all(opened.splice(0).map((close) => close()))
})

function outboundOf(allow: readonly string[], lookup?: Lookup) {
  const outbound = createOutbound({ allow, ...(lookup ? { lookup } : {}) })
  opened.push(outbound.close)
  return (url: string, more: Partial<OutboundRequest> = {}) =>
    outbound.request({
      ...{ method: 'GET', url, headers: {}, timeoutMs: 5_000, maxResponseBytes: 100_000 },
      ...more,
    })
}

async function serve(listener: RequestListener): Promise<{ url: string; port: number }> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.push(async () => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, port }
}

const refused = async (work: Promise<unknown>): Promise<Problem> =>
  work.then(
    () => {
      throw new Error('it was not refused')
    },
    (error: Problem) => error,
  )

test.each([
  ['http://169.254.169.254/latest/meta-data', '169.254.169.254', 'linkLocal'],
  ['http://100.64.0.1/', '100.64.0.1', 'carrierGradeNat'],
  ['http://0x7f.1/', '127.0.0.1', 'loopback'],
  ['http://2130706433/', '127.0.0.1', 'loopback'],
  ['http://0.0.0.0/', '0.0.0.0', 'unspecified'],
  ['http://[::1]/', '::1', 'loopback'],
  ['http://[::ffff:10.0.0.1]/', '::ffff:a00:1', 'private'],
  ['http://[64:ff9b::10.0.0.1]/', '64:ff9b::a00:1', 'rfc6052'],
  ['http://[fd00:ec2::254]/', 'fd00:ec2::254', 'uniqueLocal'],
  ['http://[::10.0.0.1]/', '::a00:1', 'reserved'],
  ['http://224.0.0.1/', '224.0.0.1', 'multicast'],
  ['http://255.255.255.255/', '255.255.255.255', 'broadcast'],
])('%s is not reached', async (url, address, kind) => {
  const problem = await refused(outboundOf([])(url))

  expect(problem).toMatchObject({ code: 'blocked-address', extras: { address } })
  expect(problem.message).toContain(kind)
})

test('a name is refused for one of its addresses, whichever it is asked for', async () => {
  const lookup: Lookup = async () => [
    { address: '93.184.216.34', family: 4 },
    { address: '127.0.0.1', family: 4 },
  ]

  const problem = await refused(outboundOf([], lookup)('http://rebound.example/'))

  expect(problem).toMatchObject({
    code: 'blocked-address',
    extras: { host: 'rebound.example', address: '127.0.0.1' },
  })
})

test('a name that turns to loopback after it was looked at is not followed there', async () => {
  const { port } = await serve((_, response) => response.end('inside'))
  let asked = 0
  const lookup: Lookup = async () => [
    { address: asked++ === 0 ? '93.184.216.34' : '127.0.0.1', family: 4 },
  ]

  const problem = await refused(outboundOf([], lookup)(`http://rebound.example:${port}/`))

  expect(problem.code).toBe('blocked-address')
})

test('what the operator allows is reached: a range, an address, a host by its name', async () => {
  const { url, port } = await serve((_, response) => response.end('inside'))
  const lookup: Lookup = async () => [{ address: '127.0.0.1', family: 4 }]

  const answers = await Promise.all([
    outboundOf(['127.0.0.0/8'])(url),
    outboundOf(['127.0.0.1'])(url),
    outboundOf(['Inside.example'], lookup)(`http://inside.example.:${port}`),
  ])
  const other = await refused(outboundOf(['inside.example'], lookup)(`http://x.example:${port}`))

  expect(answers.map(({ body }) => body.toString())).toEqual(['inside', 'inside', 'inside'])
  expect(other.code).toBe('blocked-address')
})

test('each redirect is looked at like the first address', async () => {
  const { url } = await serve((_, response) =>
    response.writeHead(302, { location: 'http://10.1.2.3/secrets' }).end('elsewhere'),
  )
  const files = await serve((_, response) =>
    response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  )
  const request = outboundOf(['127.0.0.1'])

  expect(await refused(request(url))).toMatchObject({
    code: 'blocked-address',
    extras: { host: '10.1.2.3' },
  })
  expect((await refused(request(files.url))).code).toBe('outbound-request-invalid')
})

test('redirects end somewhere, or nowhere', async () => {
  const { url } = await serve((request, response) => {
    const left = Number(request.url?.slice(1))
    if (left === 0) response.end('here')
    else response.writeHead(307, { location: `/${left - 1}` }).end()
  })
  const request = outboundOf(['127.0.0.1'])

  expect((await request(`${url}/5`)).body.toString()).toBe('here')
  expect(await refused(request(`${url}/6`))).toMatchObject({ code: 'outbound-answer-unusable' })
})

test('another origin is told no credentials, and no body', async () => {
  const seen: IncomingMessage['headers'][] = []
  const there = await serve((request, response) => {
    seen.push(request.headers)
    response.end()
  })
  const { url } = await serve((request, response) =>
    response.writeHead(request.method === 'GET' ? 302 : 307, { location: there.url }).end(),
  )
  const request = outboundOf(['127.0.0.1'])
  const headers = { Authorization: 'Bearer a', Cookie: 'b', 'X-Api-Key': 'c', Accept: 'text/plain' }

  await request(url, { headers })
  const posted = await refused(request(url, { method: 'POST', body: 'a secret' }))

  expect(seen).toHaveLength(1)
  expect(seen[0]).toMatchObject({ accept: 'text/plain' })
  expect(Object.keys(seen[0] ?? {})).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/authorization|cookie|x-api-key/)]),
  )
  expect(posted.message).toContain('not taken to another origin')
})

test('a body without an end is cut off, and its status is known', async () => {
  const { url } = await serve((_, response) => {
    const chunk = Buffer.alloc(65_536)
    const more = () => {
      while (response.write(chunk));
    }
    response.on('drain', more)
    more()
  })

  expect(await refused(outboundOf(['127.0.0.1'])(url))).toMatchObject({
    code: 'outbound-answer-unusable',
    extras: { limit: 'response_bytes', max_bytes: 100_000, status: 200 },
  })
})

test('a small packed body that is a large one is cut off', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000))
  const { url } = await serve((_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
  )
  const small = await serve((_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}')),
  )
  const request = outboundOf(['127.0.0.1'])

  expect(await refused(request(url))).toMatchObject({ extras: { limit: 'response_bytes' } })
  expect((await request(small.url)).body.toString()).toBe('{"a":1}')
})

test('who takes too long is not waited for, neither for a head nor for a body', async () => {
  const silent = await serve(() => {})
  const slow = await serve((_, response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write('.'), 20)
    response.on('close', () => clearInterval(timer))
  })
  const request = outboundOf(['127.0.0.1'])

  for (const { url } of [silent, slow]) {
    expect((await refused(request(url, { timeoutMs: 200 }))).code).toBe('outbound-timeout')
  }
})

test('what speaks no HTTP gives an answer that cannot be used', async () => {
  const server = createTcpServer((socket) => void socket.end('220 a mail server\r\n\r\n'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.push(async () => server.close())
  const { port } = server.address() as AddressInfo

  const problem = await refused(outboundOf(['127.0.0.1'])(`http://127.0.0.1:${port}/`))

  expect(problem).toMatchObject({
    code: 'outbound-answer-unusable',
    message: `What 127.0.0.1:${port} answered is no HTTP`,
  })
})

test('what went wrong is said in words', async () => {
  const packed = await serve((_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end('not packed'),
  )
  const cut = await serve((request, response) => {
    response.writeHead(200, { 'content-length': '10' }).write('{')
    setImmediate(() => request.socket.destroy())
  })
  const wordsOf = async (url: string) => (await refused(outboundOf(['127.0.0.1'])(url))).message

  expect(await wordsOf('http://127.0.0.1:1/')).toMatch('nobody listens there (ECONNREFUSED)')
  expect(await wordsOf(packed.url)).toMatch('is not packed as its header says')
  expect(await wordsOf(cut.url)).toMatch('the connection ended before the answer did')
  expect(await wordsOf(packed.url.replace('http:', 'https:'))).toMatch('does not speak TLS')
})

test.each([
  [{ url: 'http://[' }, '/url', 'cannot be read'],
  [{ url: 'http://a:b@example.com/' }, '/url', 'credentials'],
  [{ url: 'http://example.com:99999/' }, '/url', 'cannot be read'],
  [{ headers: { 'Content-Length': '1' } }, '/headers/Content-Length', 'cannot be set'],
  [{ headers: { 'a b': '1' } }, '/headers/a b', 'names of headers'],
  [{ headers: { a: 'b\r\nc: d' } }, '/headers/a', 'has a character'],
])('%j could never be sent, and is known before', (wanted, pointer, detail) => {
  expect(requestFaults(wanted)).toEqual([{ pointer, detail: expect.stringContaining(detail) }])
})

test('a head that is too large is refused by its limit', async () => {
  const { url } = await serve((_, response) =>
    response.writeHead(200, { 'x-much': 'x'.repeat(20_000) }).end(),
  )

  expect(await refused(outboundOf(['127.0.0.1'])(url))).toMatchObject({
    code: 'outbound-answer-unusable',
    extras: { limit: 'header_bytes' },
  })
})

test('nobody there is told as such, and a request that cannot be is', async () => {
  const { url } = await serve((_, response) => response.end())
  const request = outboundOf(['127.0.0.1'])
  const unknown: Lookup = async () => {
    throw Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' })
  }
  const codeOf = async (work: Promise<unknown>) => (await refused(work)).code

  expect(await codeOf(request('http://127.0.0.1:1/'))).toBe('outbound-failed')
  expect(await codeOf(outboundOf([], unknown)('http://nowhere.example/'))).toBe('outbound-failed')
  expect(await codeOf(request('ftp://127.0.0.1/'))).toBe('outbound-request-invalid')
  expect(await codeOf(request('http://a:b@127.0.0.1/'))).toBe('outbound-request-invalid')
  expect(await codeOf(request(url, { headers: { Host: 'inside' } }))).toBe(
    'outbound-request-invalid',
  )
  expect(await codeOf(request(url, { headers: { 'x-a': 'b\r\nc: d' } }))).toBe(
    'outbound-request-invalid',
  )
})
