import { createClient } from '@temporal-registry/sdk/client'
import { expect, test } from 'vitest'
import { refusal, startStubGateway, type Reply } from '../../test/stub-gateway.ts'
import { ApiError, parseRetryAfter } from './api-error.ts'
import { defaultRetryPolicy, mayRepeat, nextDelayMs } from './retry.ts'

const quick = { firstDelayMs: 5, maxDelayMs: 10 }
const started = { workflow_id: 'w', run_id: 'r', task_queue: 'q', workflow_type: 't' }
const ok: Reply = { status: 200, json: { workflows: [] } }

const unavailable = (headers = {}): Reply => ({ status: 503, headers, text: 'upstream is down' })

test.each([
  ['a 429', { status: 429, text: 'slow down' }],
  ['a 502', { status: 502, text: 'bad gateway' }],
  ['a 503', unavailable()],
  ['a 504', { status: 504, text: 'too slow' }],
  ['a broken connection', 'reset'],
  [
    'an answer cut short',
    (response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '999' })
      response.write('{"workf')
      setTimeout(() => response.destroy(), 5)
    },
  ],
] satisfies [string, Reply][])('a read is repeated after %s', async (_name, failure) => {
  await using gateway = await startStubGateway((_request, count) => (count < 3 ? failure : ok))
  const client = createClient({ url: gateway.url, retry: quick })

  const page = await client.workflows.list()

  expect(page).toEqual({ workflows: [] })
  expect(gateway.received).toHaveLength(3)
})

test.each([
  ['a refusal', refusal('workflow-type-not-found', 'no such type')],
  ['a fault of the gateway', refusal('internal', 'it broke')],
  ['credentials that Temporal refuses', refusal('temporal-refused', 'wrong key')],
])('a read is not repeated after %s', async (_name, failure) => {
  await using gateway = await startStubGateway(() => failure)
  const client = createClient({ url: gateway.url, retry: quick })

  await expect(client.workflows.get('t')).rejects.toBeInstanceOf(ApiError)

  expect(gateway.received).toHaveLength(1)
})

test('a start without a key is sent once, whatever comes of it', async () => {
  for (const failure of [unavailable(), refusal('no-ready-target', 'none'), 'reset'] as Reply[]) {
    await using gateway = await startStubGateway(() => failure)
    const client = createClient({ url: gateway.url, retry: quick })

    await expect(client.workflows.start('t')).rejects.toBeInstanceOf(ApiError)

    expect(gateway.received).toHaveLength(1)
  }
})

test('a start with a key is repeated with the same key and body, also while no worker is ready', async () => {
  await using gateway = await startStubGateway((_request, count) => {
    if (count === 1) return 'reset'
    if (count === 2) return refusal('no-ready-target', 'none')
    return { status: 200, json: started, headers: { 'idempotency-replayed': 'true' } }
  })
  const client = createClient({ url: gateway.url, retry: quick })

  const run = await client.workflows.start('t', { input: 1 }, { idempotencyKey: 'auto' })

  expect(run).toEqual({ ...started, replayed: true })
  const keys = gateway.received.map(({ headers }) => headers['idempotency-key'])
  expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), keys[0], keys[0]])
  expect(gateway.received.map(({ body }) => body)).toEqual([
    { input: 1 },
    { input: 1 },
    { input: 1 },
  ])
})

test('the wait is as long as Retry-After says', async () => {
  await using gateway = await startStubGateway((_request, count) =>
    count === 1 ? unavailable({ 'retry-after': '0.3' }) : ok,
  )
  const client = createClient({ url: gateway.url, retry: quick })

  await client.workflows.list()

  const [first, second] = gateway.received
  expect(second!.atMs - first!.atMs).toBeGreaterThanOrEqual(295)
})

test('tries are bounded in number, and the last failure is the one thrown', async () => {
  await using gateway = await startStubGateway((_request, count) =>
    refusal('temporal-busy', `try ${count}`),
  )
  const client = createClient({ url: gateway.url, retry: { ...quick, attempts: 3 } })

  await expect(client.status()).rejects.toThrow('try 3')

  expect(gateway.received).toHaveLength(3)
})

test('a wait that would go beyond the total time is not begun', () => {
  const error = new ApiError('temporal-busy', 'busy', { status: 503, retryAfterMs: 9_000 })

  const early = nextDelayMs(defaultRetryPolicy, { failures: 1, elapsedMs: 0, error })
  const late = nextDelayMs(defaultRetryPolicy, { failures: 1, elapsedMs: 7_000, error })

  expect(early).toBe(9_000)
  expect(late).toBeUndefined()
})

test('a Retry-After of hours is cut to the cap', () => {
  const error = new ApiError('temporal-busy', 'busy', { status: 503, retryAfterMs: 7_200_000 })

  const delayMs = nextDelayMs(defaultRetryPolicy, { failures: 1, elapsedMs: 0, error })

  expect(delayMs).toBe(defaultRetryPolicy.maxRetryAfterMs)
})

test("an abort ends the wait before the next try, with the caller's reason", async () => {
  await using gateway = await startStubGateway(() => unavailable({ 'retry-after': '5' }))
  const client = createClient({ url: gateway.url })
  const stop = new AbortController()
  const reason = new Error('the user went away')
  setTimeout(() => stop.abort(reason), 50)

  await expect(client.status({ signal: stop.signal })).rejects.toBe(reason)

  expect(gateway.received).toHaveLength(1)
})

test.each([
  ['3', 3_000],
  ['0', 0],
  ['0.5', 500],
  ['Fri, 21 Nov 2025 08:00:05 GMT', 5_000],
  ['Fri, 21 Nov 2025 07:00:00 GMT', 0],
  ['-5', undefined],
  ['soon', undefined],
  ['', undefined],
])('Retry-After «%s» is %s ms', (value, expected) => {
  expect(parseRetryAfter(value, Date.UTC(2025, 10, 21, 8, 0, 0))).toBe(expected)
})

test('a query that no worker answers is not asked again, an update with a key is', () => {
  const error = new ApiError('worker-not-answering', 'silence', { status: 504 })

  expect(mayRepeat(error, { idempotent: true, keyed: false })).toBe(false)
  expect(mayRepeat(error, { idempotent: false, keyed: true })).toBe(true)
})
