import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'

const maxBodyBytes = 100_000
const megabyte = 1_048_576

let gateway: TestGateway

beforeAll(async () => {
  gateway = await startTestGateway({ maxBodyBytes })
})
afterAll(() => gateway.close())

/** A spec that would be stored but for its size. */
function specOf(name: string, bytes: number): string {
  const spec = { workflow_type: name, task_queue: 'q', input_schema: { title: '' } }
  const room = bytes - JSON.stringify(spec).length
  return JSON.stringify({ ...spec, input_schema: { title: 'x'.repeat(room) } })
}

const inChunks = (text: string): RequestInit => ({
  body: new Blob([text]).stream(),
  duplex: 'half',
})
const atOnce = (text: string): RequestInit => ({ body: text })

test.each([
  ['with its length told', atOnce],
  ['in chunks', inChunks],
])(
  'a body at the limit is taken %s, and one byte more is a 413 that stores nothing',
  async (_what, sent) => {
    const name = `type-${randomUUID()}`
    const put = (type: string, bytes: number) =>
      fetch(`${gateway.url}/registry/workflows/${type}`, {
        method: 'PUT',
        ...sent(specOf(type, bytes)),
      })
    const over = await put(name, maxBodyBytes + 1)
    const other = `other-${name}`
    const within = await put(other, maxBodyBytes)

    expect(over.status).toBe(413)
    expect(await over.json()).toMatchObject({ code: 'body-too-large', max_bytes: maxBodyBytes })
    expect(within.status).toBe(200)
    const { workflows } = await gateway.client.workflows.list()
    expect(workflows.map((type) => type.workflow_type)).toContain(other)
    expect(workflows.map((type) => type.workflow_type)).not.toContain(name)
  },
)

test('a claim over the limit takes no number', async () => {
  const name = `claim ${randomUUID()}`
  const padded = `{"name":"${name}"${' '.repeat(maxBodyBytes)}}`
  const claim = (init: RequestInit) =>
    fetch(`${gateway.url}/workflow-ids/claim`, { method: 'POST', ...init })
  const statuses = [await claim(atOnce(padded)), await claim(inChunks(padded))].map(
    (one) => one.status,
  )

  expect(statuses).toEqual([413, 413])
  expect(await (await claim(atOnce(JSON.stringify({ name })))).json()).toMatchObject({ counter: 1 })
})

test('400 MB in chunks are refused at once, and held nowhere', async () => {
  const { port } = new URL(gateway.url)
  const socket = connect(Number(port), '127.0.0.1')
  let answer = ''
  socket.on('data', (bytes) => (answer += String(bytes)))
  const chunk = Buffer.from(`10000\r\n${'x'.repeat(65_536)}\r\n`)
  globalThis.gc?.()
  const beforeBytes = process.memoryUsage().rss
  let peakBytes = beforeBytes
  let sentBytes = 0
  let answeredAfterBytes = 0
  socket.write(
    'PUT /registry/workflows/huge HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n',
  )
  while (sentBytes < 400 * megabyte) {
    if (!socket.write(chunk)) await once(socket, 'drain')
    sentBytes += 65_536
    peakBytes = Math.max(peakBytes, process.memoryUsage().rss)
    if (answer !== '' && answeredAfterBytes === 0) answeredAfterBytes = sentBytes
  }
  socket.write('0\r\n\r\nGET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  while (!answer.includes('"ok"')) await pause(5)
  socket.destroy()
  const grownBytes = peakBytes - beforeBytes

  expect(answer).toMatch(/^HTTP\/1.1 413 /)
  expect(answer.match(/HTTP\/1.1 /g)).toHaveLength(2)
  expect(answeredAfterBytes).toBeLessThan(20 * megabyte)
  // The original grew by more than what was sent: 400 MB to a peak of 1.3 GB.
  expect(grownBytes).toBeLessThan(200 * megabyte)
  const { status } = await fetch(`${gateway.url}/registry/workflows/huge`)
  expect(status).toBe(404)
})

test('a caller whose body is far over the limit reads the refusal, rather than a broken connection', async () => {
  for (const megabytes of [2, 20, 50]) {
    const body = new Blob([Buffer.alloc(megabytes * megabyte, 120)])
    const [told, chunked] = await Promise.all([
      fetch(`${gateway.url}/registry/workflows/a`, { method: 'PUT', body }),
      fetch(`${gateway.url}/registry/workflows/a`, {
        method: 'PUT',
        body: body.stream(),
        duplex: 'half',
      }),
    ])

    expect([told.status, chunked.status]).toEqual([413, 413])
  }
})
