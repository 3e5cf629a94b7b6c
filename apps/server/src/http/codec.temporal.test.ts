import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { createKeyRing, generateKey } from '@temporal-registry/sdk/codec'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { connectRawTemporal } from '../../test/raw-temporal.ts'
import { startTestWorker } from '../../test/worker.ts'

const key = generateKey('k-1')
const encryption = (more = '') => `{ keys: ['k-1:${key.key}']${more} }`
const ui = 'http://localhost:8233'
const reader = 'a-token-that-reads'
const tokens = [
  { name: 'reader', token: reader, scopes: ['read'] },
  { name: 'all', token: 'a-token-for-everything', scopes: ['admin'] },
]
const auth = JSON.stringify({ tokens })
const plain = { payloads: [{ metadata: { encoding: base64('json/plain') }, data: base64('"hi"') }] }

let open: TestGateway
let guarded: TestGateway

beforeAll(async () => {
  const more = `, ui_origins: ['${ui}']`
  ;[open, guarded] = await Promise.all([
    startTestGateway({ encryption: encryption(more) }),
    startTestGateway({ encryption: encryption(more), auth, token: 'a-token-for-everything' }),
  ])
})
afterAll(async () => {
  await open.close()
  await guarded.close()
})

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}

async function ask(url: string, path: string, headers: Record<string, string>, body: unknown) {
  const init = { method: 'POST', headers, body: JSON.stringify(body) }
  const response = await fetch(`${url}/codec/${path}`, init)
  return { status: response.status, headers: response.headers, body: await response.json() }
}

test('payloads are encrypted and decrypted again', async () => {
  const { body } = await ask(open.url, 'encode', { 'x-namespace': 'default' }, plain)

  expect(body).toMatchObject({
    payloads: [{ metadata: { encoding: base64('binary/encrypted') } }],
  })
  expect((await ask(open.url, 'decode', {}, body)).body).toEqual(plain)
})

test("the preflight of Temporal's UI is answered, and what it asks then can be read", async () => {
  const preflight = await fetch(`${guarded.url}/codec/decode`, {
    method: 'OPTIONS',
    headers: {
      origin: ui,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,x-namespace',
    },
  })
  const headers = { origin: ui, 'sec-fetch-site': 'cross-site', authorization: `Bearer ${reader}` }
  const asked = await ask(guarded.url, 'decode', headers, plain)
  const openly = await ask(open.url, 'decode', { origin: ui, 'sec-fetch-site': 'same-site' }, plain)

  expect(preflight.status).toBe(204)
  expect(preflight.headers.get('access-control-allow-headers')).toContain('x-namespace')
  for (const { status, headers: answered } of [asked, openly]) {
    expect(status).toBe(200)
    expect(answered.get('access-control-allow-origin')).toBe(ui)
  }
})

test('pages of other origins are let in nowhere, and those of the UI to nothing but the codec', async () => {
  const origin = 'https://evil.test'
  const preflight = (path: string, from: string) =>
    fetch(`${open.url}${path}`, { method: 'OPTIONS', headers: { origin: from } })

  const refused = await preflight('/codec/decode', origin)
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, null])
  expect((await ask(open.url, 'decode', { origin }, plain)).body).toMatchObject({
    code: 'cross-site-refused',
  })
  expect((await preflight('/workflows/echo/start', ui)).status).toBe(405)
  const start = await fetch(`${open.url}/workflows/echo/start`, {
    method: 'POST',
    headers: { origin: ui },
    body: '{}',
  })
  expect(start.status).toBe(403)
})

test('decrypting asks for the scope read, encrypting for start', async () => {
  const headers = { authorization: `Bearer ${reader}` }

  expect((await ask(guarded.url, 'decode', {}, plain)).status).toBe(401)
  expect((await ask(guarded.url, 'decode', { authorization: 'Bearer x' }, plain)).status).toBe(401)
  expect((await ask(guarded.url, 'decode', headers, plain)).status).toBe(200)
  expect((await ask(guarded.url, 'encode', headers, plain)).body).toMatchObject({
    code: 'forbidden',
    scope: 'start',
  })
})

test.each([
  ['with no base64', { payloads: [{ data: '%' }] }],
  ['with metadata of another kind', { payloads: [{ metadata: { a: 1 } }] }],
  ['with payloads of another kind', { payloads: [null, 'x'] }],
  ['that is a list', []],
  ['with members of another message', { payloads: [], 'a/b': 1 }],
])('a body %s is refused', async (_what, body) => {
  const { status, body: problem } = await ask(open.url, 'decode', {}, body)

  expect([status, (problem as { code: string }).code]).toEqual([400, 'validation-failed'])
})

test('damage, unknown keys and namespaces that are not served are problems that name them', async () => {
  const { body } = await ask(open.url, 'encode', {}, plain)
  const [sealed] = (body as typeof plain).payloads
  const changed = (part: object) => ({ payloads: [{ ...sealed, ...part }] })
  const metadata = { ...sealed?.metadata, 'encryption-key-id': base64('k-9') }

  expect((await ask(open.url, 'decode', {}, changed({ data: base64('cut') }))).body).toMatchObject({
    code: 'payload-undecryptable',
    fault: 'payload-damaged',
    key_id: 'k-1',
  })
  expect((await ask(open.url, 'decode', {}, changed({ metadata }))).body).toMatchObject({
    fault: 'key-unknown',
    key_id: 'k-9',
    errors: [{ pointer: '/payloads/0' }],
  })
  expect((await ask(open.url, 'decode', { 'x-namespace': 'bank' }, plain)).body).toMatchObject({
    code: 'namespace-not-found',
  })
})

test('a gateway without keys says so', async () => {
  await using keyless = await startTestGateway()

  expect((await ask(keyless.url, 'decode', {}, plain)).body).toMatchObject({
    code: 'encryption-not-configured',
  })
})

test("Temporal's own CLI reads a run through the codec server, with a token", async () => {
  const secret = 'hunter2-hunter2'
  await using _worker = await startTestWorker(open, { keyRing: createKeyRing([key]) })
  await using raw = await connectRawTemporal()
  const { workflow_id } = await open.client.workflows.start('echo', { input: secret })
  await open.client.runs.waitForResult(workflow_id)
  const show = async (...args: string[]) => {
    const base = ['workflow', 'show', '--workflow-id', workflow_id, '--output', 'json']
    const address = ['--address', inject('temporalAddress'), '--env-file', '/dev/null']
    const { stdout } = await promisify(execFile)(temporalCli, [...base, ...address, ...args])
    return stdout
  }
  const codec = ['--codec-endpoint', `${guarded.url}/codec`]

  expect((await raw.historyBytes(workflow_id)).includes(secret)).toBe(false)
  expect(await show()).not.toContain(secret)
  const decoded = await show(...codec, '--codec-auth', `Bearer ${reader}`)
  expect(decoded).toContain(base64(`"${secret}"`))
})

const temporalCli = process.env['TEMPORAL_TEST_SERVER_PATH'] ?? 'temporal'
