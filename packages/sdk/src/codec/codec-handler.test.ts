import { defaultPayloadConverter } from '@temporalio/common'
import { expect, test } from 'vitest'
import { createCodecHandler, type CodecHandlerOptions } from './codec-handler.ts'
import { createEncryptionCodec } from './encryption-codec.ts'
import { createKeyRing, generateKey } from './key-ring.ts'
import { payloadsToJson } from './payload-json.ts'

const codec = createEncryptionCodec(createKeyRing([generateKey('k-1')]))
const ui = 'http://localhost:8233'
const plain = payloadsToJson([defaultPayloadConverter.toPayload('hunter2')])
const sealed = payloadsToJson([codec.encrypt(defaultPayloadConverter.toPayload('hunter2'))])

function ask(
  path: string,
  init: RequestInit & { json?: unknown } = {},
  options: Partial<CodecHandlerOptions> = {},
): Promise<Response> {
  const { json, ...rest } = init
  const body = json === undefined ? {} : { body: JSON.stringify(json) }
  const request = new Request(`http://codec.test${path}`, { method: 'POST', ...body, ...rest })
  return createCodecHandler({ codec, ...options })(request)
}

test('what is encoded is encrypted, and decoded again as it was, at any depth of the path', async () => {
  const encoded = (await (await ask('/encode', { json: plain })).json()) as typeof plain
  const decoded = await (await ask('/some/where/decode', { json: encoded })).json()

  expect(encoded.payloads[0]).toMatchObject({
    metadata: { encoding: Buffer.from('binary/encrypted').toString('base64') },
  })
  expect(decoded).toEqual(plain)
})

test('both alphabets of base64 are read, and what is not encrypted passes', async () => {
  const bytes = Buffer.from([0xfb, 0xff, 0xfe])
  const urlSafe = { payloads: [{ metadata: {}, data: bytes.toString('base64url') }] }

  expect(await (await ask('/decode', { json: urlSafe })).json()).toEqual({
    payloads: [{ data: bytes.toString('base64') }],
  })
  expect(await (await ask('/decode', { json: {} })).json()).toEqual({ payloads: [] })
})

test("the preflight of Temporal's UI is answered without a token", async () => {
  const headers = {
    origin: ui,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type,x-namespace',
  }
  const options = { origins: [ui], tokens: ['a-token-of-a-test'] }

  const { status, headers: answered } = await ask(
    '/decode',
    { method: 'OPTIONS', headers },
    options,
  )

  expect(status).toBe(204)
  expect(answered.get('access-control-allow-origin')).toBe(ui)
  expect(answered.get('access-control-allow-headers')).toBe(
    'authorization, content-type, x-namespace',
  )
  expect(answered.get('access-control-allow-methods')).toContain('POST')
})

test('pages of other origins are refused, before they ask and when they do', async () => {
  const headers = { origin: 'https://evil.test' }
  const options = { origins: [ui] }

  const preflight = await ask('/decode', { method: 'OPTIONS', headers }, options)
  const asked = await ask('/decode', { headers, json: sealed }, options)

  for (const response of [preflight, asked]) {
    expect(response.status).toBe(403)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect(await response.json()).toMatchObject({ code: 'cross-site-refused' })
  }
})

test.each([
  ['none', {}, 401],
  ['a wrong one', { authorization: 'Bearer not-the-token' }, 401],
  ['one of another scheme', { authorization: 'Basic a-token-of-a-test' }, 401],
  ['the right one', { authorization: 'Bearer a-token-of-a-test' }, 200],
  ['another right one', { authorization: 'bearer the-second-token' }, 200],
])('with tokens configured and %s sent, the answer is %s %i', async (_what, headers, status) => {
  const tokens = ['a-token-of-a-test', 'the-second-token']

  const response = await ask('/decode', { headers: { ...headers }, json: sealed }, { tokens })

  expect(response.status).toBe(status)
})

test('a refusal can be read by the page that was refused', async () => {
  const options = { origins: [ui], tokens: ['a-token-of-a-test'] }

  const response = await ask('/decode', { headers: { origin: ui }, json: sealed }, options)

  expect(response.status).toBe(401)
  expect(response.headers.get('access-control-allow-origin')).toBe(ui)
})

test('a namespace that is not served is refused, and none at all is not asked for', async () => {
  const options = { namespaces: ['shop'] }
  const inNamespace = (name: string) =>
    ask('/decode', { headers: { 'x-namespace': name }, json: sealed }, options)

  expect((await inNamespace('shop')).status).toBe(200)
  expect(await (await inNamespace('bank')).json()).toMatchObject({ code: 'namespace-not-found' })
  expect((await inNamespace('')).status).toBe(200)
  expect((await ask('/decode', { json: sealed }, options)).status).toBe(200)
})

test.each([
  ['no JSON', '{"payloads":[', 'malformed-json', undefined],
  ['a list', '[]', 'validation-failed', '/payloads'],
  ['null', 'null', 'validation-failed', '/payloads'],
  ['payloads that are none', '{"payloads":[1]}', 'validation-failed', '/payloads/0'],
  [
    'metadata that is a list',
    '{"payloads":[{"metadata":[]}]}',
    'validation-failed',
    '/payloads/0/metadata',
  ],
  [
    'bytes that are no base64',
    '{"payloads":[{"metadata":{"a/b":"%%%"}}]}',
    'validation-failed',
    '/payloads/0/metadata/a~1b',
  ],
  ['a number of bytes', '{"payloads":[{"data":7}]}', 'validation-failed', '/payloads/0/data'],
  [
    'the name of a prototype',
    '{"payloads":[{"metadata":{"__proto__":{}}}]}',
    'validation-failed',
    '/payloads/0/metadata/__proto__',
  ],
])('a body with %s is refused', async (_what, body, code, pointer) => {
  const response = await ask('/decode', { body })
  const problem = (await response.json()) as { errors?: { pointer: string }[] }

  expect(response.status).toBe(400)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(problem).toMatchObject({ code, status: 400 })
  expect(problem.errors?.[0]?.pointer).toBe(pointer)
})

test('a body over the limit is refused, whatever its length is said to be', async () => {
  const body = JSON.stringify({ payloads: [{ data: 'A'.repeat(4_000) }] })

  const response = await ask('/decode', { body }, { maxBodyBytes: 1_000 })

  expect(response.status).toBe(413)
  expect(await response.json()).toMatchObject({ code: 'body-too-large', max_bytes: 1_000 })
})

test('one payload under an unknown key refuses the request and names the key and the place', async () => {
  const other = createEncryptionCodec(createKeyRing([generateKey('k-2')]))
  const foreign = payloadsToJson([other.encrypt(defaultPayloadConverter.toPayload('hunter2'))])
  const json = { payloads: [...plain.payloads, ...foreign.payloads] }

  const response = await ask('/decode', { json })
  const text = await response.text()

  expect(response.status).toBe(422)
  expect(JSON.parse(text)).toMatchObject({
    code: 'payload-undecryptable',
    fault: 'key-unknown',
    key_id: 'k-2',
    errors: [{ pointer: '/payloads/1' }],
  })
  expect(text).not.toContain('hunter2')
})

test('other paths and methods are refused', async () => {
  expect((await ask('/', { json: plain })).status).toBe(404)
  expect((await ask('/decoded', { json: plain })).status).toBe(404)
  const get = await ask('/decode', { method: 'GET' })
  expect(get.status).toBe(405)
  expect(get.headers.get('allow')).toBe('POST, OPTIONS')
})
