import { afterAll, beforeAll, expect, test } from 'vitest'
import { servePages, type Pages } from '../../../../test/pages.ts'
import { standProbes, type ProbeStand } from '../../../../test/probe-stand.ts'

const json = { 'content-type': 'application/json' }
let pages: Pages
let probes: ProbeStand

beforeAll(async () => {
  pages = await servePages({
    '/status': {
      headers: json,
      body: '{"status":"ok","load":[0.5,1.5],"parts":{"db":{"up":true},"mail":{"up":false}}}',
    },
  })
  probes = standProbes()
})

afterAll(async () => {
  await probes[Symbol.asyncDispose]()
  await pages.close()
})

test('a page of JSON is the state, with what shows it', async () => {
  const url = `${pages.url}/status`

  const { state, evidence } = await probes.look({ http_json: { url } })

  expect(state).toMatchObject({ status: 'ok', load: [0.5, 1.5] })
  expect(evidence).toMatchObject({
    ...{
      kind: 'http_json',
      url,
      status: 200,
      bytes: 79,
      charset: 'utf-8',
      charset_from: 'default',
    },
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    excerpt: expect.stringContaining('"status":"ok"'),
  })
})

test('a path that finds one value gives it, any other gives a list', async () => {
  const url = `${pages.url}/status`

  const one = await probes.look({ http_json: { url, path: '$.parts.db.up' } })
  const several = await probes.look({ http_json: { url, path: '$.parts[?@.up == false]' } })
  const named = await probes.look({
    http_json: { url, fields: { load: '$.load[0]', up: '$.parts.*.up' } },
  })

  expect(one.state).toEqual({ value: true })
  expect(several.state).toEqual({ value: [{ up: false }] })
  expect(named.state).toEqual({ load: 0.5, up: [true, false] })
})

test('an expression makes the state of status, headers and body', async () => {
  const url = `${pages.url}/status`

  const map = await probes.look({
    http_json: { url, value: '{"load": response.body.load[0] * 2.0, "code": response.status}' },
  })
  const scalar = await probes.look({
    http_json: { url, value: 'response.headers["content-type"].startsWith("application/json")' },
  })

  expect(map.state).toEqual({ load: 1, code: 200 })
  expect(scalar.state).toEqual({ value: true })
})

test('a path that finds nothing fails, or gives null where that is said', async () => {
  const url = `${pages.url}/status`

  const refused = await probes.refused({ http_json: { url, path: '$.gone' } })
  const { state } = await probes.look({ http_json: { url, path: '$.gone', optional: true } })

  expect(refused).toMatchObject({ code: 'probe-nothing-found', message: '$.gone finds nothing' })
  expect(state).toEqual({ value: null })
})

test('a page that is down fails with its status; whether that may heal is said', async () => {
  pages.put('/down', { status: 503, headers: { 'retry-after': '7' }, body: 'back soon' })
  pages.put('/gone', { status: 410 })

  const down = await probes.refused({ http_json: { url: `${pages.url}/down` } })
  const gone = await probes.refused({ http_json: { url: `${pages.url}/gone` } })

  expect(down).toMatchObject({
    code: 'outbound-failed',
    status: 502,
    extras: { status: 503, retry_after_seconds: 7 },
  })
  expect(down.message).toContain('answered 503: back soon')
  expect(gone).toMatchObject({ code: 'outbound-refused', status: 422 })
})

test('secrets are sent, and struck out of what is answered', async () => {
  pages.put('/mirror', (request, response) => {
    response
      .writeHead(200, json)
      .end(JSON.stringify([request.headers.authorization, request.headers['x-api-key']]))
  })

  const { state, evidence } = await probes.look({
    http_json: {
      url: `${pages.url}/mirror`,
      bearer_secret: 'token',
      secret_headers: { 'X-Api-Key': 'key' },
    },
  })

  expect(pages.asked.at(-1)?.headers).toMatchObject({
    authorization: 'Bearer value-of-token',
    'x-api-key': 'value-of-key',
  })
  expect(state).toEqual({ value: ['Bearer ••••', '••••'] })
  expect(JSON.stringify(evidence)).not.toContain('value-of')
})

test('a body is sent as JSON, by POST', async () => {
  pages.put('/graphql', (request, response) => {
    const head = { 'x-method': request.method ?? '', ...json }
    request.pipe(response.writeHead(200, head))
  })

  const { state } = await probes.look({
    http_json: {
      url: `${pages.url}/graphql`,
      body: { query: '{ price }' },
      value: '{"method": response.headers["x-method"], "sent": response.body}',
    },
  })

  expect(state).toEqual({ method: 'POST', sent: { query: '{ price }' } })
})

test('what could never work is said when it is saved, at its place', async () => {
  const faults = await probes.probes.faults({
    http_json: {
      url: 'https://example.com/',
      charset: 'klingon',
      path: '$.a[',
      fields: { 'a/b': 'a.b' },
      value: 'respnse.body',
    },
  })

  expect(faults.map(({ pointer }) => pointer)).toEqual([
    '/http_json/charset',
    '/http_json/fields',
    '/http_json/value',
    '/http_json/path',
    '/http_json/fields/a~1b',
    '/http_json/value',
  ])
  expect(faults.at(-1)?.detail).toContain('response')
})
