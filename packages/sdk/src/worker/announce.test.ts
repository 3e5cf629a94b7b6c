import { setTimeout as delay } from 'node:timers/promises'
import { announce, type Announcement, type AnnounceOptions } from '@temporal-registry/sdk/worker'
import { expect, test } from 'vitest'
import { refusal, startStubGateway, type Received, type Reply } from '../../test/stub-gateway.ts'

const grant = (heartbeat_interval_seconds = 0.5): Reply => ({
  status: 200,
  json: {
    worker_id: 'w1',
    lease: { ttl_seconds: 60, expires_epoch: 0, heartbeat_interval_seconds },
    workflows: [{ workflow_type: 't', spec: 'stored', status: 'ready', reason: '' }],
    revision: 1,
  },
})
const beaten = (draining = false): Reply => ({
  status: 200,
  json: { worker_id: 'w1', lease_expires_epoch: 0, draining },
})
const gone: Reply = { status: 204 }

/** Answers as a gateway in which all is well; `except` comes first. */
function wellGateway(except: (step: string, nth: number) => Reply | undefined = () => undefined) {
  const counts: Record<string, number> = {}
  return startStubGateway((request) => {
    const step = stepOf(request)
    counts[step] = (counts[step] ?? 0) + 1
    const usual = { PUT: grant(), heartbeat: beaten(), drain: beaten(true), DELETE: gone }
    return except(step, counts[step]) ?? usual[step as keyof typeof usual]
  })
}

function stepOf({ method, path }: Pick<Received, 'method' | 'path'>) {
  return method === 'POST' ? (path.split('/').at(-1) ?? '') : method
}

function begin(url: string, options: Partial<AnnounceOptions> = {}) {
  const lines: string[] = []
  const states: string[] = []
  const note = (level: string) => (text: string) => void lines.push(`${level} ${text}`)
  const announcement: Announcement = announce({
    url,
    workerId: 'w1',
    taskQueue: 'q',
    workflows: [{ workflow_type: 't' }],
    logger: { info: note('info'), warn: note('warn'), error: note('error') },
    onStateChange: (state) => states.push(state),
    ...options,
  })
  return { announcement, lines, states }
}

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
    expect(time - times[index]!).toBeGreaterThan(350)
    expect(time - times[index]!).toBeLessThan(700)
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
  expect(second!.atMs - beat!.atMs).toBeLessThan(100)
})

test('a beat that an event loop was too busy for is sent as soon as it is free', async () => {
  await using gateway = await wellGateway()
  const { announcement } = begin(gateway.url)
  await announcement.announced

  const busyUntilMs = performance.now() + 1_500
  while (performance.now() < busyUntilMs);
  await expect.poll(() => gateway.received.map(stepOf)).toContain('heartbeat')
  await announcement.leave()

  expect(gateway.received[1]!.atMs - busyUntilMs).toBeLessThan(200)
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

test('a first registration that is refused ends the announcement with its reason', async () => {
  await using gateway = await wellGateway(() =>
    refusal('schema-invalid', 'a schema is wrong', {
      errors: [{ pointer: '/workflows/0', detail: 'no' }],
    }),
  )
  const { announcement, lines } = begin(gateway.url)

  await expect(announcement.announced).rejects.toMatchObject({ code: 'schema-invalid' })
  await delay(300)

  expect(announcement.state).toBe('refused')
  expect(gateway.received).toHaveLength(1)
  expect(lines).toEqual([
    'error The registry refused this worker: a schema is wrong; /workflows/0: no',
  ])
})

test('a later registration that is refused is an error in the log, and the worker goes on', async () => {
  await using gateway = await wellGateway((step, nth) => {
    if (step === 'heartbeat') return refusal('worker-unknown', 'who?')
    return step === 'PUT' && nth > 1 ? refusal('forbidden', 'not any more') : undefined
  })
  const { announcement, states, lines } = begin(gateway.url)

  await expect.poll(() => states, { timeout: 3_000 }).toContain('refused')
  await announcement.announced
  await announcement.leave()

  expect(lines).toContain('error The registry refused this worker: not any more')
  expect(gateway.received.map(stepOf)).toEqual(['PUT', 'heartbeat', 'PUT', 'DELETE'])
})

test("an operator's drain shows as draining while beats go on", async () => {
  await using gateway = await wellGateway((step) =>
    step === 'heartbeat' ? beaten(true) : undefined,
  )
  const { announcement, states } = begin(gateway.url)

  await expect.poll(() => gateway.received.length, { timeout: 3_000 }).toBeGreaterThanOrEqual(3)
  await announcement.leave()

  expect(states).toEqual(['live', 'draining', 'left'])
})

test('a draining worker that the gateway forgot does not register again', async () => {
  await using gateway = await wellGateway((step) =>
    step === 'drain' ? refusal('worker-unknown', 'who?') : undefined,
  )
  const { announcement } = begin(gateway.url)
  await announcement.announced

  announcement.drain()
  await delay(800)
  await announcement.leave()

  expect(gateway.received.map(stepOf)).toEqual(['PUT', 'drain', 'DELETE'])
})

test('leaving waits for a registration under way, so that it cannot come after', async () => {
  await using gateway = await wellGateway((step) =>
    step === 'PUT'
      ? (response) => {
          setTimeout(() => {
            response.writeHead(200, { 'content-type': 'application/json' })
            response.end(JSON.stringify((grant() as { json: unknown }).json))
          }, 200)
        }
      : undefined,
  )
  const { announcement } = begin(gateway.url)

  await delay(50)
  await announcement.leave()

  expect(gateway.received.map(stepOf)).toEqual(['PUT', 'DELETE'])
})

test.each([
  ['is gone', 'reset'],
  ['hangs', 'hang'],
] satisfies [string, Reply][])(
  'leaving takes 3 s at most when the gateway %s',
  async (_how, reply) => {
    await using gateway = await wellGateway((step) => (step === 'PUT' ? undefined : reply))
    const { announcement, lines } = begin(gateway.url)
    await announcement.announced

    const beganMs = performance.now()
    await announcement.leave()

    expect(performance.now() - beganMs).toBeLessThan(3_300)
    expect(announcement.state).toBe('left')
    expect(lines.at(-1)).toMatch(/could not be told/)
  },
)

test('what stays in force instead of an announced spec is said once', async () => {
  const kept = { workflow_type: 't', spec: 'kept', status: 'ready', reason: 'version 9 is higher' }
  const json = { ...(grant() as { json: object }).json, workflows: [kept] }
  await using gateway = await wellGateway((step) => {
    if (step === 'PUT') return { status: 200, json }
    return step === 'heartbeat' ? refusal('worker-unknown', 'who?') : undefined
  })
  const { announcement, lines } = begin(gateway.url)

  await expect.poll(() => gateway.received.length, { timeout: 3_000 }).toBeGreaterThanOrEqual(3)
  await announcement.leave()

  expect(lines.filter((line) => line.startsWith('warn'))).toEqual([
    'warn t: another spec stays in force: version 9 is higher',
  ])
})

test('a hook that throws does not end the lease', async () => {
  await using gateway = await wellGateway()
  const { announcement, lines } = begin(gateway.url, {
    onStateChange: () => {
      throw new Error('mine')
    },
  })

  await expect.poll(() => gateway.received.length, { timeout: 3_000 }).toBeGreaterThanOrEqual(2)
  await announcement.leave()

  expect(lines).toContain('error onStateChange threw')
})
