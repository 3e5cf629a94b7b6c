import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDevServer, type TestDevServer } from '../../test/dev-server.ts'
import { startTestGateway, untilReady, type TestGateway } from '../../test/gateway.ts'
import { eventually } from '../../test/wait.ts'

let server: TestDevServer
let gateway: TestGateway

beforeAll(async () => {
  server = await createDevServer()
  await server.start()
  gateway = await startTestGateway({ temporalAddress: server.address })
})
afterAll(async () => {
  await gateway.close()
  await server[Symbol.asyncDispose]()
})

const requests: readonly [method: string, path: string][] = [
  ['GET', '/runs'],
  ['GET', '/runs?count=true'],
  ['GET', '/runs/a'],
  ['GET', '/runs/a/result'],
  ['GET', '/runs/a/history'],
  ['GET', '/runs/a/events'],
  ['POST', '/runs/a/cancel'],
  ['POST', '/runs/a/terminate'],
  ['POST', '/runs/a/reset'],
  ['POST', '/runs/a/signals/b'],
  ['POST', '/runs/a/queries/b'],
  ['POST', '/runs/a/updates/b'],
]

async function send(method: string, path: string, headers: Record<string, string> = {}) {
  const beganAtMs = performance.now()
  const response = await fetch(gateway.url + path, { method, headers })
  const body = (await response.json()) as { code?: string; detail?: string }
  return { response, body, ms: performance.now() - beganAtMs }
}

const isAway = async () => (await fetch(`${gateway.url}/ready`)).status === 503

test('without Temporal everything about runs fails at once, says so, and when to try again', async () => {
  await server.kill('SIGKILL')
  await eventually(isAway)
  for (const [method, path] of requests) {
    const { response, body, ms } = await send(method, path, { prefer: 'wait=30' })

    expect([path, response.status, body.code]).toEqual([path, 503, 'temporal-unreachable'])
    expect(response.headers.get('retry-after')).toBe('1')
    expect(ms).toBeLessThan(250)
  }
  expect((await send('GET', '/health')).response.status).toBe(200)
})

test('when Temporal is back, so is everything, without a restart', async () => {
  await server.start()
  const beganAtMs = performance.now()
  await untilReady(gateway.url)

  expect(performance.now() - beganAtMs).toBeLessThan(5_000)
  expect((await send('GET', '/runs')).response.status).toBe(200)
  expect((await send('GET', `/runs/${randomUUID()}`)).body.code).toBe('run-not-found')
})

test(
  'a Temporal that does not answer is a refusal in time, and then at once',
  { timeout: 60_000 },
  async () => {
    await server.kill('SIGSTOP')
    try {
      const first = await Promise.all(
        requests.slice(0, 6).map(([method, path]) => send(method, path)),
      )
      for (const { response, body, ms } of first) {
        expect(['temporal-timeout', 'temporal-unreachable']).toContain(body.code)
        expect(response.status).toBeGreaterThan(502)
        expect(ms).toBeLessThan(12_000)
      }
      await eventually(isAway)
      const { body, ms } = await send('GET', '/runs')
      expect(body.code).toBe('temporal-unreachable')
      expect(ms).toBeLessThan(250)
    } finally {
      await server.kill('SIGCONT')
    }
    await untilReady(gateway.url)
    expect((await send('GET', '/runs')).response.status).toBe(200)
  },
)
