import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { servePages } from '../../../../test/pages.ts'
import { eventually } from '../../../../test/wait.ts'
import { standProbes } from '../../../../test/probe-stand.ts'

interface ChatRequest {
  readonly model: string
  readonly messages: readonly { readonly role: string; readonly content: string }[]
}

/** An endpoint that speaks OpenAI's chat format. */
interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly content?: string
  readonly more?: object
}

let reply: Reply | 'silence' = {}
const asked: {
  readonly headers: IncomingHttpHeaders
  readonly body: ChatRequest
  readonly path: string
}[] = []
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(chunks).toString()) as ChatRequest
    asked.push({ headers: request.headers, body, path: request.url ?? '' })
    if (reply === 'silence') return
    const { status = 200, headers = {}, content = '', more = {} } = reply
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    const failed = { error: { message: `refused for ${request.headers.authorization ?? ''}` } }
    const message = { role: 'assistant', content, ...more }
    const done = {
      ...{ id: 'c-1', object: 'chat.completion', created: 1, model: body.model },
      choices: [{ index: 0, message, finish_reason: 'stop' }],
      usage: { prompt_tokens: 90, completion_tokens: 10, total_tokens: 100 },
    }
    response.end(JSON.stringify(status === 200 ? { ...done, ...more } : failed))
  })
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
const env = {
  TEMPORAL_REGISTRY_SEARCH_BASE_URL: baseUrl,
  TEMPORAL_REGISTRY_SEARCH_MODEL: 'local-1',
  TEMPORAL_REGISTRY_SEARCH_API_KEY: 'sk-local-1234567890',
}
const question = 'Has version 5 been released?'
const released = JSON.stringify({
  holds: true,
  answer: '2026-03-01',
  explanation: 'The release notes say so.',
})
const citations = ['https://example.com/notes', 'https://example.com/blog']

beforeEach(() => {
  asked.length = 0
  reply = { content: released, more: { citations } }
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

test('an answer gives verdict, explanation and sources, and a state that is the bare fact', async () => {
  await using probes = standProbes({ allow: [], env })

  const { state, verdict, evidence } = await probes.look({ search: { question } })

  expect(state).toEqual({ holds: true, answer: '2026-03-01' })
  expect(verdict).toEqual({ holds: true, explanation: 'The release notes say so.' })
  expect(evidence).toMatchObject({
    ...{ provider: 'openai_compatible', model: 'local-1', tokens: 100 },
    sources: citations.map((url) => ({ url })),
  })
  expect(asked[0]).toMatchObject({
    path: '/v1/chat/completions',
    headers: { authorization: 'Bearer sk-local-1234567890' },
    body: { model: 'local-1' },
  })
  expect(asked[0]?.body.messages.at(-1)?.content).toContain(question)
})

test('words around the answer do not matter, and titles of sources are kept', async () => {
  await using probes = standProbes({ env })
  const annotations = [
    { type: 'url_citation', url_citation: { url: 'https://example.com/a', title: 'Notes' } },
    { type: 'url_citation', url_citation: { url: 'javascript:alert(1)', title: 'No' } },
  ]
  reply = { content: `Sure!\n\`\`\`json\n${released}\n\`\`\``, more: { annotations } }

  const { state, evidence } = await probes.look({ search: { question } })

  expect(state['holds']).toBe(true)
  expect(evidence.sources).toEqual([{ url: 'https://example.com/a', title: 'Notes' }])
})

test('an answer that names no source is not taken, unless that is said', async () => {
  await using probes = standProbes({ env })
  reply = { content: released }

  const refused = await probes.refused({ search: { question } })
  const taken = await probes.look({ search: { question, sources_required: false } })

  expect(refused).toMatchObject({ code: 'search-answer-unusable', status: 502 })
  expect(taken.evidence.sources).toEqual([])
})

test('sources that the probe names are read by the gateway, and given with the question', async () => {
  const pages = await servePages({
    '/notes': {
      headers: { 'content-type': 'text/html' },
      body: '<title>x</title><h1>Version 5</h1><script>no()</script> is out',
    },
  })
  await using probes = standProbes({ env })
  reply = { content: released }

  const { evidence } = await probes.look({ search: { question, sources: [`${pages.url}/notes`] } })

  expect(asked[0]?.body.messages.at(-1)?.content).toContain('Version 5 is out')
  expect(asked[0]?.body.messages.at(-1)?.content).not.toContain('no()')
  expect(evidence.sources).toEqual([{ url: `${pages.url}/notes` }])
  await pages.close()
})

test('too many requests may heal, after the time that the provider names', async () => {
  await using probes = standProbes({ env })
  reply = { status: 429, headers: { 'retry-after': '12' } }

  const refused = await probes.refused({ search: { question } })

  expect(refused).toMatchObject({
    code: 'outbound-failed',
    status: 502,
    extras: { status: 429, retry_after_seconds: 12 },
  })
  expect(asked).toHaveLength(1)
})

test('a key that is refused does not heal, and is not in what is told of it', async () => {
  await using probes = standProbes({ env })
  reply = { status: 401 }

  const refused = await probes.refused({ search: { question } })

  expect(refused).toMatchObject({ code: 'outbound-refused', status: 422 })
  expect(refused.message).toContain('refused for Bearer ••••')
  expect(JSON.stringify(refused.extras)).not.toContain('sk-local')
})

test('who does not answer in time is not waited for, and may the next time', async () => {
  await using probes = standProbes({ env, searchSeconds: 0.2 })
  reply = 'silence'

  expect(await probes.refused({ search: { question } })).toMatchObject({
    code: 'outbound-timeout',
    status: 504,
  })
})

test('who is cancelled meanwhile hears of it', async () => {
  await using probes = standProbes({ env })
  const controller = new AbortController()
  reply = 'silence'

  const refused = probes.refused({ search: { question } }, { signal: controller.signal })
  await eventually(() => asked.length > 0)
  controller.abort()

  expect((await refused).name).toBe('AbortError')
})

test.each([
  ['no JSON', 'I think so, yes.'],
  ['JSON without the verdict', '{"answer":"2026"}'],
  ['a verdict that is no bool', '{"holds":"yes"}'],
  ['nothing', ''],
])('an answer that is %s may be better the next time', async (_, content) => {
  await using probes = standProbes({ env })
  reply = { content, more: { citations } }

  expect(await probes.refused({ search: { question } })).toMatchObject({
    code: 'search-answer-unusable',
    status: 502,
  })
})

test('without a key a probe that searches is refused, and the setting is named', async () => {
  await using none = standProbes()
  await using other = standProbes({ env })
  const code = 'search-not-configured'

  await expect(none.probes.faults({ search: { question } })).rejects.toMatchObject({
    ...{ code, status: 422 },
    extras: { setting: 'search.providers.gemini.api_key' },
  })
  await expect(
    other.probes.faults({ search: { question, provider: 'anthropic' } }),
  ).rejects.toMatchObject({ code, extras: { setting: 'search.providers.anthropic.api_key' } })
  expect(await none.refused({ search: { question } })).toMatchObject({ code })
  expect(() => none.probes.assertComparable({ judge: { question } })).toThrow(/api_key/)
  expect(await other.probes.faults({ search: { question } })).toEqual([])
})

test('tokens that are used up are new at midnight', async () => {
  let now = new Date('2026-03-01T23:00:00Z')
  const used = { prompt_tokens: 999_990, completion_tokens: 10, total_tokens: 1_000_000 }
  reply = { content: released, more: { citations, usage: used } }
  await using probes = standProbes({ env, now: () => now })

  await probes.look({ search: { question } })
  const refused = await probes.refused({ search: { question } })
  now = new Date('2026-03-02T00:00:01Z')
  await probes.look({ search: { question } })

  expect(refused).toMatchObject({
    code: 'search-budget-spent',
    extras: { retry_after_seconds: 3_600 },
  })
  expect(asked).toHaveLength(2)
})

test('a judge is asked once of the same differences, and of no others where rules settle it', async () => {
  await using stand = standProbes({ env })
  const { compare } = stand.probes
  const { signal } = new AbortController()
  const rules = { judge: { question: 'Is it another offer?' }, tolerances: [{ absolute: 1 }] }
  const held = (text: string, price: number) => {
    const state = { text, price }
    return { state, hash: `${text} ${price}` }
  }
  reply = { content: '{"changed":false,"explanation":"The same offer in other words."}' }

  const settled = await compare(held('a', 1), held('a', 1.5), rules, signal)
  const ruled = await compare(held('10% off', 1), held('ten per cent off', 1), rules, signal)
  const again = await compare(held('10% off', 1), held('ten per cent off', 1), rules, signal)

  expect(settled).toMatchObject({ changed: false, by: 'rules' })
  expect(ruled).toEqual({
    ...{ changed: false, by: 'judge', explanation: 'The same offer in other words.' },
    differences: [{ pointer: '/text', before: '10% off', after: 'ten per cent off' }],
  })
  expect(again).toEqual(ruled)
  expect(asked).toHaveLength(1)
})

test('a judge that failed is asked again', async () => {
  await using stand = standProbes({ env })
  const { signal } = new AbortController()
  const rules = { judge: { question: 'Is it another offer?' } }
  const held = (price: number) => ({ state: { price }, hash: String(price) })
  const compare = () => stand.probes.compare(held(1), held(2), rules, signal)

  reply = { status: 500 }
  await expect(compare()).rejects.toMatchObject({ code: 'outbound-failed' })
  reply = { content: '{"changed":true,"explanation":"Dearer."}' }

  expect(await compare()).toMatchObject({ changed: true, by: 'judge' })
})
