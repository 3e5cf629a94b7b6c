import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { begin, stepOf, wellGateway } from '../../test/announcing.ts'
import { refusal } from '../../test/stub-gateway.ts'

test('a worker registers with all it said, beats, drains and leaves', async () => {
  await using gateway = await wellGateway()
  const { announcement, states } = begin(gateway.url, {
    token: 'secret',
    ttlSeconds: 30,
    labels: { team: 'a' },
    version: '1.2',
    environment: 'prod',
    workflows: [
      { workflow_type: 't', owner: 'me' },
      { workflow_type: 'u', task_queue: 'other' },
    ],
  })

  await announcement.announced
  await expect.poll(() => gateway.received.length).toBeGreaterThanOrEqual(2)
  announcement.drain()
  await expect.poll(() => gateway.received.map(stepOf)).toContain('drain')
  await announcement.leave()

  expect(gateway.received[0]).toMatchObject({
    path: '/registry/workers/w1',
    headers: { authorization: 'Bearer secret' },
    body: {
      task_queue: 'q',
      ttl_seconds: 30,
      labels: { team: 'a' },
      version: '1.2',
      environment: 'prod',
      sdk: expect.stringMatching(/^temporal-registry-sdk\/\d/),
      workflows: [
        { workflow_type: 't', task_queue: 'q', owner: 'me' },
        { workflow_type: 'u', task_queue: 'other' },
      ],
    },
  })
  expect(gateway.received.map(stepOf)).toEqual(['PUT', 'heartbeat', 'drain', 'DELETE'])
  expect(states).toEqual(['live', 'draining', 'left'])
})

test('beats come at least as often as the gateway asks', async () => {
  await using gateway = await wellGateway()
  const { announcement } = begin(gateway.url)

  await expect.poll(() => gateway.received.length, { timeout: 5_000 }).toBe(4)
  await announcement.leave()

  const times = gateway.received.slice(0, 4).map(({ atMs }) => atMs)
  for (const [index, time] of times.slice(1).entries()) {
    // One that arrives late comes soon before the next.
    expect(time - times[index]!).toBeGreaterThan(200)
    expect(time - times[index]!).toBeLessThan(2_000)
  }
})

test('a worker that the gateway forgot registers again at once', async () => {
  await using gateway = await wellGateway((step, nth) =>
    step === 'heartbeat' && nth === 1 ? refusal('worker-unknown', 'who?') : undefined,
  )
  const { announcement } = begin(gateway.url)

  await expect.poll(() => gateway.received.length, { timeout: 3_000 }).toBeGreaterThanOrEqual(3)
  await announcement.leave()

  const [first, beat, second] = gateway.received
  expect([first, beat, second].map((request) => stepOf(request!))).toEqual([
    'PUT',
    'heartbeat',
    'PUT',
  ])
  expect(second!.atMs - beat!.atMs).toBeLessThan(3_000)
})

test('a beat that an event loop was too busy for is sent as soon as it is free', async () => {
  await using gateway = await wellGateway()
  const { announcement } = begin(gateway.url)
  await announcement.announced

  const busyUntilMs = performance.now() + 800
  while (performance.now() < busyUntilMs);
  await expect.poll(() => gateway.received.map(stepOf)).toContain('heartbeat')
  await announcement.leave()

  expect(gateway.received[1]!.atMs - busyUntilMs).toBeLessThan(3_000)
})

test('a gateway that comes back is told within its 2 s, and the log says so once', async () => {
  await using gateway = await wellGateway()
  await gateway.stop()
  const { announcement, lines, states } = begin(gateway.url)

  await delay(1_500)
  expect(announcement.state).toBe('away')
  await gateway.restart()
  const backMs = performance.now()
  await announcement.announced

  expect(performance.now() - backMs).toBeLessThan(2_500)
  await announcement.leave()
  expect(states).toEqual(['away', 'live', 'draining', 'left'])
  expect(lines.filter((line) => line.startsWith('warn'))).toHaveLength(1)
  expect(lines).toContain('info The registry answers again')
})

test("beats go on through a gateway's restart without registering again", async () => {
  await using gateway = await wellGateway((step, nth) =>
    step === 'heartbeat' && nth < 4 ? { status: 503, text: 'starting' } : undefined,
  )
  const { announcement, states } = begin(gateway.url)

  await expect.poll(() => states, { timeout: 5_000 }).toEqual(['live', 'away', 'live'])
  await announcement.leave()

  expect(gateway.received.map(stepOf)).not.toContain('drain')
  expect(gateway.received.filter(({ method }) => method === 'PUT')).toHaveLength(1)
})
