import type { Observation } from '@temporal-registry/contract/monitor-history'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMonitorStand } from '../../test/monitor-stand.ts'
import { startReceiver, type Receiver, type ReceiverAnswer } from '../../test/receiver.ts'

let provider: Receiver
let answer: ReceiverAnswer = {}
let stand: Awaited<ReturnType<typeof startMonitorStand>>

beforeAll(async () => {
  provider = await startReceiver(() => answer)
  const endpoint = `{ base_url: '${provider.url}/v1', model: local-1 }`
  stand = await startMonitorStand({
    search: `{ providers: { openai_compatible: ${endpoint} } }`,
  })
})
afterAll(async () => {
  await stand.close()
  await provider.close()
})

const json = { 'content-type': 'application/json' }
const chat = (content: object, citations: readonly string[] = []): ReceiverAnswer => ({
  headers: json,
  body: JSON.stringify({
    ...{ id: 'c-1', object: 'chat.completion', created: 1, model: 'local-1', citations },
    choices: [
      {
        index: 0,
        finish_reason: 'stop',
        message: { role: 'assistant', content: JSON.stringify(content) },
      },
    ],
    usage: { prompt_tokens: 9, completion_tokens: 1, total_tokens: 10 },
  }),
})

async function observationOf(id: string): Promise<Observation> {
  return (await stand.call<Observation>('GET', `/observations/${id}`)).json
}

test('rules say what is no change, and a judge is asked once of the same difference', async () => {
  const name = stand.newName()
  const question = 'Is it another offer, or the same in other words?'
  await stand.watch(name, {
    condition: 'changed',
    compare: { tolerances: [{ pointer: '/price', absolute: 1 }], judge: { question } },
  })
  answer = chat({ changed: false, explanation: 'The same in other words.' })
  const askedBefore = provider.received('/v1').length

  await stand.look(name, { price: 100, text: '10% off' })
  const within = await stand.look(name, { price: 100.5, text: '10% off' })
  const ruled = await stand.look(name, { price: 100, text: 'ten per cent off' })
  await stand.look(name, { price: 100, text: 'ten per cent off' })

  expect(within).toMatchObject({ status: 'succeeded', changed: false })
  expect(ruled).toMatchObject({ status: 'succeeded', changed: false })
  expect(await observationOf(ruled.id)).toMatchObject({ comparison: { by: 'judge' } })
  expect(provider.received('/v1').length - askedBefore).toBe(1)
}, 90_000)

test('a question is answered with its sources; a provider that stays busy fails the look', async () => {
  const name = stand.newName()
  await stand.watch(name, { probe: { search: { question: 'Is version 5 out?' } } })
  const sources = ['https://example.com/notes']
  answer = chat({ holds: true, answer: 'yes', explanation: 'It says so.' }, sources)

  const found = await observationOf((await stand.look(name)).id)
  answer = { status: 429, headers: json, body: '{}' }
  const askedBefore = provider.received('/v1').length
  const failed = await stand.look(name)
  const { json: figures } = await stand.call<string>('GET', '/metrics')

  expect(figures).toMatch(/search_tokens_total\{provider="openai_compatible"\} [1-9]/)
  expect(figures).toMatch(
    /search_requests_total\{provider="openai_compatible",outcome="outbound-failed"\} 3/,
  )
  expect(found).toMatchObject({
    ...{ status: 'succeeded', holds: true, explanation: 'It says so.' },
    state: { holds: true, answer: 'yes' },
    evidence: { provider: 'openai_compatible', sources: [{ url: sources[0] }], tokens: 10 },
  })
  expect(failed).toMatchObject({ status: 'failed', failure: { type: 'outbound-failed' } })
  expect(provider.received('/v1').length - askedBefore).toBe(3)
}, 90_000)

test('a monitor whose provider has no key is refused, and the setting is named', async () => {
  const body = (provider: string) => ({
    name: stand.newName(),
    schedule: { cron: ['0 0 1 1 *'] },
    probe: { search: { question: 'Is it?', provider } },
  })

  expect(await stand.call('POST', '/monitors', body('anthropic'))).toMatchObject({
    status: 422,
    json: {
      code: 'search-not-configured',
      setting: 'search.providers.anthropic.api_key',
    },
  })
})

test('what a probe could never read is refused when it is saved, at its place', async () => {
  const probe = { html: { url: stand.web.url, fields: { price: { selector: 'div[' } } } }
  const body = { name: stand.newName(), schedule: { cron: ['0 0 1 1 *'] }, probe }

  expect(await stand.call('POST', '/monitors', body)).toMatchObject({
    status: 422,
    json: {
      code: 'monitor-invalid',
      errors: [{ pointer: '/probe/html/fields/price/selector' }],
    },
  })
})
