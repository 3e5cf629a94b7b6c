import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, inject, test } from 'vitest'
import { freePort } from '../../test/dev-server.ts'
import { startTestGateway, untilReady } from '../../test/gateway.ts'
import { eventually } from '../../test/wait.ts'
import { startTestWorker } from '../../test/worker.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
const token = 'the-token-of-this-test'

/** A gateway in a process of its own; its whole output comes when it is stopped. */
async function startProcess() {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'))
  const file = join(folder, 'config.yaml')
  const id = `registry-${randomUUID()}`
  const port = await freePort()
  writeFileSync(
    file,
    `
temporal: { address: '\${TEMPORAL_ADDRESS}', namespace: default }
server: { port: ${port} }
auth: { tokens: [{ name: tester, token: '\${TOKEN}', scopes: [read] }] }
registry: { workflow_id: ${id}, workflow_type: temporal-registry.v1, task_queue: ${id} }
observability: { logging: { access: true } }`,
  )
  const child = spawn(process.execPath, [main, '-f', file], {
    env: { PATH: process.env['PATH'], TEMPORAL_ADDRESS: inject('temporalAddress'), TOKEN: token },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = Promise.all([text(child.stdout), text(child.stderr)])
  const url = `http://127.0.0.1:${port}`
  await untilReady(url)
  return {
    url,
    async stop() {
      child.kill('SIGTERM')
      const [code] = (await once(child, 'exit')) as [number]
      rmSync(folder, { recursive: true })
      const [out, err] = await output
      return { code, out, lines: err.trim().split('\n') }
    },
  }
}

test('every line of the log is JSON with time and level, each request has one, and no token is in any', async () => {
  const gateway = await startProcess()
  const get = (path: string, authorization?: string) =>
    fetch(gateway.url + path, { headers: authorization ? { authorization } : {} })
  await get('/runs?limit=1', `Bearer ${token}`)
  await get('/runs/no%20such?run_id=x', `Bearer ${token}`)
  await get('/registry/status')
  await get('/registry/status', `Bearer wrong-${token}`)
  await fetch(`${gateway.url}/registry/shutdown`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  })
  await get('/nowhere')
  await get('/runs/%ff')
  const { code, out, lines } = await gateway.stop()
  const entries = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  const access = entries
    .filter((entry) => entry['logger'] === 'http.access' && entry['route'] !== '/ready')
    .map(({ route, method, status, actor }) => [method, route, status, actor])

  expect([code, out]).toEqual([0, ''])
  for (const entry of entries) {
    expect(entry).toMatchObject({
      ts: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      level: expect.stringMatching(/^(INFO|WARN|ERROR)$/),
      message: expect.stringMatching(/./),
    })
  }
  expect(access).toEqual([
    ['GET', '/runs', 200, 'tester'],
    ['GET', '/runs/:workflow_id', 400, 'tester'],
    ['GET', '/registry/status', 401, undefined],
    ['GET', '/registry/status', 401, undefined],
    ['POST', '/registry/shutdown', 403, undefined],
    ['GET', 'unknown', 404, undefined],
    ['GET', 'unknown', 400, undefined],
  ])
  const [first] = entries.filter((entry) => entry['route'] === '/runs')
  expect(Object.keys(first ?? {})).toEqual([
    'level',
    'ts',
    'logger',
    'route',
    'method',
    'status',
    'duration_ms',
    'request_id',
    'actor',
    'message',
  ])
  expect(lines.join('')).not.toContain(token)
  expect(entries.map(({ message }) => message)).toEqual(
    expect.arrayContaining(['listening', 'Temporal reached', 'stopping', 'stopped']),
  )
})

test('what is scraped is what was done, by the pattern of the path, method and status', async () => {
  await using gateway = await startTestGateway()
  await using worker = await startTestWorker(gateway)
  const { workflows, runs } = gateway.client
  const id = randomUUID()
  for (let at = 0; at < 3; at++) await workflows.start('echo', { workflow_id: `${id}-${at}` })
  await workflows.start('echo', {}, { idempotencyKey: id })
  await workflows.start('echo', {}, { idempotencyKey: id })
  await workflows.start('nap', { input: { ms: 'long' } }).catch(() => undefined)
  for (const unknown of ['a', 'b']) await workflows.start(unknown).catch(() => undefined)
  await runs.get(`${id}-0`)
  await runs.get('nobody').catch(() => undefined)
  await fetch(`${gateway.url}/runs/x`, { method: 'PATCH' })
  const scrape = await fetch(`${gateway.url}/metrics`)
  const lines = (await scrape.text()).split('\n')
  const value = (name: string) =>
    Number(
      lines
        .find((line) => line.startsWith(`temporal_registry_${name} `))
        ?.split(' ')
        .at(-1),
    )
  const start = 'route="/workflows/:workflow_type/start",method="POST"'
  const run = 'route="/runs/:workflow_id",method="GET"'

  expect(scrape.headers.get('content-type')).toMatch(/^text\/plain; version=/)
  expect(value(`http_requests_total{${start},status="200"}`)).toBe(5)
  expect(value(`http_requests_total{${start},status="400"}`)).toBe(1)
  expect(value(`http_requests_total{${start},status="404"}`)).toBe(2)
  expect(value(`http_requests_total{${run},status="200"}`)).toBe(1)
  expect(value(`http_requests_total{${run},status="404"}`)).toBe(1)
  expect(value('http_requests_total{route="unknown",method="PATCH",status="405"}')).toBe(1)
  expect(value(`http_request_duration_seconds_count{${start}}`)).toBe(8)
  expect(value('http_requests_in_flight')).toBe(1)
  expect(value('starts_total{workflow_type="echo",outcome="started",namespace="default"}')).toBe(4)
  expect(value('starts_total{workflow_type="echo",outcome="replayed",namespace="default"}')).toBe(1)
  expect(
    value('starts_total{workflow_type="nap",outcome="input-invalid",namespace="default"}'),
  ).toBe(1)
  expect(
    value('starts_total{workflow_type="",outcome="workflow-type-not-found",namespace="default"}'),
  ).toBe(2)
  expect(value('workers{lease="live",namespace="default"}')).toBe(1)
  expect(worker.workerId).not.toBe('')
})

test('no label is taken from what a caller made up', async () => {
  await using gateway = await startTestGateway()
  for (let at = 0; at < 20; at++) {
    const made = randomUUID()
    await fetch(`${gateway.url}/runs/${made}`)
    await fetch(`${gateway.url}/${made}`)
    await fetch(`${gateway.url}/workflows/${made}/start`, { method: 'POST', body: '{}' })
  }
  const scraped = await eventually(async () => (await fetch(`${gateway.url}/metrics`)).text())
  const series = scraped.split('\n').filter((line) => line.includes('http_requests_total{'))

  expect(series.length).toBeLessThan(10)
  expect(scraped).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-4/)
})
