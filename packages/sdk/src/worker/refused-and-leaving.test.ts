import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { beaten, begin, grant, stepOf, wellGateway } from '../../test/announcing.ts'
import { refusal, type Reply } from '../../test/stub-gateway.ts'

test.concurrent('a first registration that is refused ends the announcement with its reason', async () => {
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

test.concurrent('a later registration that is refused is an error in the log, and the worker goes on', async ({
  expect,
}) => {
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

test.concurrent('a draining worker that the gateway forgot does not register again', async () => {
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

test.concurrent('leaving waits for a registration under way, so that it cannot come after', async () => {
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

test.concurrent.each([
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

test.concurrent('what stays in force instead of an announced spec is said once', async ({
  expect,
}) => {
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

test.concurrent('a hook that throws does not end the lease', async ({ expect }) => {
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
