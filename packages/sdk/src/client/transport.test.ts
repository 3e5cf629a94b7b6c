import { createClient, isApiError } from '@temporal-registry/sdk/client'
import { expect, test } from 'vitest'
import { refusal, startStubGateway } from '../../test/stub-gateway.ts'

async function failureOf(work: Promise<unknown>) {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!isApiError(error)) throw new Error('it did not fail with an ApiError', { cause: error })
  return error
}

test('a refusal becomes an error with everything the gateway told', async () => {
  await using gateway = await startStubGateway(() =>
    refusal('input-invalid', 'two faults', { errors: [{ pointer: '/a', detail: 'is missing' }] }),
  )
  const client = createClient({ url: gateway.url })

  const error = await failureOf(client.workflows.start('t'))

  expect(error).toMatchObject({ code: 'input-invalid', status: 400, detail: 'two faults' })
  expect(error.requestId).toBe('req-1')
  expect(error.problem?.errors).toEqual([{ pointer: '/a', detail: 'is missing' }])
  expect(isApiError(error, 'input-invalid')).toBe(true)
  expect(isApiError(error, 'network')).toBe(false)
})

test('a refusal with a code that this client does not know keeps its code', async () => {
  await using gateway = await startStubGateway(() => ({
    status: 409,
    json: { code: 'invented-later', detail: 'something new', status: 409 },
  }))

  const error = await failureOf(createClient({ url: gateway.url }).status())

  expect(error).toMatchObject({ code: 'invented-later', status: 409, detail: 'something new' })
})

test.each([
  ['a page of a proxy', 404, 'text/html', '<h1>nginx</h1>'],
  ['JSON that is no problem', 400, 'application/json', '{"error":"x"}'],
  ['a success that is no JSON', 200, 'text/html', '<h1>hello</h1>'],
  ['a success of broken JSON', 200, 'application/json', '{"workflow'],
  ['a success of nothing', 200, 'application/json', ''],
])("%s is told apart from a gateway's answer", async (_name, status, type, text) => {
  await using gateway = await startStubGateway(() => ({
    status,
    headers: { 'content-type': type },
    text,
  }))

  const error = await failureOf(createClient({ url: gateway.url }).status())

  expect(error).toMatchObject({ code: 'not-a-problem', status })
})

test('a gateway that is away is a network error that says where and why', async () => {
  const gateway = await startStubGateway(() => 'hang')
  await gateway.stop()

  const error = await failureOf(createClient({ url: gateway.url, retry: false }).status())

  expect(error.code).toBe('network')
  expect(error.status).toBeUndefined()
  expect(error.message).toContain(gateway.url)
  expect(error.message).toContain('ECONNREFUSED')
})

test('a gateway that does not answer in time is a network error', async () => {
  await using gateway = await startStubGateway(() => 'hang')
  const client = createClient({ url: gateway.url, retry: false, timeoutMs: 50 })

  const error = await failureOf(client.status())

  expect(error).toMatchObject({ code: 'network' })
  expect(error.message).toContain('within 0.05 s')
})

test("an aborted call rejects with the caller's reason", async () => {
  await using gateway = await startStubGateway(() => 'hang')
  const stop = new AbortController()
  const reason = new Error('enough')
  setTimeout(() => stop.abort(reason), 30)

  await expect(createClient({ url: gateway.url }).status({ signal: stop.signal })).rejects.toBe(
    reason,
  )
})

test('ids and queries reach the gateway as they are', async () => {
  await using gateway = await startStubGateway(() => ({ status: 200, json: { workflows: [] } }))
  const client = createClient({ url: `${gateway.url}/base/`, token: ' s3cret\n' })

  await client.workflows.get('a/b ?#%ü')
  await client.workflows.list({ label: ['a=1', 'b&c'], q: undefined, limit: 5 })

  const [get, list] = gateway.received
  expect(get?.path).toBe('/base/registry/workflows/a%2Fb%20%3F%23%25%C3%BC')
  expect(list?.path).toBe('/base/registry/workflows?label=a%3D1&label=b%26c&limit=5')
  expect(list?.headers.authorization).toBe('Bearer s3cret')
})

test.each(['.', '..', '', '\ud800'])('the id «%s» is refused: no URL carries it', async (id) => {
  await using gateway = await startStubGateway(() => ({ status: 204 }))
  const client = createClient({ url: gateway.url })

  await expect(client.workers.leave(id)).rejects.toThrow(TypeError)

  expect(gateway.received).toHaveLength(0)
})

test.each(['localhost:8080', 'ftp://host', 'http://u:p@host', 'http://host?x=1'])(
  'the URL %s is refused',
  (url) => {
    expect(() => createClient({ url })).toThrow(TypeError)
  },
)

test('neither a token nor a password in a URL is shown in a message', () => {
  const withToken = () => createClient({ url: 'http://h', token: 'geheim\u0000' })
  const withPassword = () => createClient({ url: 'http://user:geheim@h' })

  expect(withToken).toThrow(/^(?!.*geheim)/)
  expect(withPassword).toThrow(/^(?!.*geheim)/)
})
