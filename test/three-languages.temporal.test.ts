import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../apps/server/test/gateway.ts'
import { eventually } from '../apps/server/test/wait.ts'

/** Workers as a user runs them: processes of three languages, each with its official SDK. */
const languages = [
  {
    name: 'TypeScript',
    command: process.execPath,
    args: ['apps/patterns/src/main.ts'],
    type: 'cookbook.activity-choice.v1',
    input: { items: [{ fruit: 'banana', amount: 3 }] },
    result: { orders: ['Ordered 3 bananas…'] },
  },
  {
    name: 'Python',
    command: process.env['EXAMPLE_PYTHON'] ?? 'python3',
    args: ['examples/python-worker/worker.py'],
    type: 'example.python.greeting.v1',
    input: { name: 'Ada' },
    result: { language: 'python' },
  },
  {
    name: 'Go',
    command: process.env['EXAMPLE_GO_WORKER'] ?? 'go-worker',
    args: [],
    type: 'example.go.greeting.v1',
    input: { name: 'Ada' },
    result: { language: 'go' },
  },
] as const

let gateway: TestGateway
const workers = new Map<string, ChildProcess>()

beforeAll(async () => {
  gateway = await startTestGateway()
  for (const { name, command, args } of languages) {
    const taskQueue = `${name}-${randomUUID()}`
    const env = {
      ...process.env,
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      TEMPORAL_REGISTRY_URL: gateway.url,
      TEMPORAL_REGISTRY_PATTERNS_TASK_QUEUE: taskQueue,
      TASK_QUEUE: taskQueue,
      WORKER_ID: `${name}-worker`,
    }
    workers.set(name, spawn(command, args, { env, stdio: 'ignore' }))
  }
})
afterAll(async () => {
  for (const worker of workers.values()) worker.kill('SIGKILL')
  await gateway.close()
})

async function statusOf(type: string): Promise<string> {
  const found = await gateway.client.workflows.get(type).catch(() => undefined)
  return found?.status ?? 'absent'
}

test.each(languages)(
  'a $name worker registers, is listed as ready, and runs what is started over HTTP',
  async ({ type, input, result }) => {
    await eventually(async () => (await statusOf(type)) === 'ready', 30_000)

    const response = await fetch(`${gateway.url}/workflows/${type}/start`, {
      method: 'POST',
      headers: { prefer: 'wait=20' },
      body: JSON.stringify({ input }),
    })

    expect(await response.json()).toMatchObject({ status: 'completed', result })
  },
)

test.each(languages)(
  'a $name worker that is told to stop is gone at once',
  async ({ name, type }) => {
    const worker = workers.get(name)
    await eventually(async () => (await statusOf(type)) === 'ready', 30_000)
    worker?.kill('SIGTERM')
    if (worker?.exitCode === null) await once(worker, 'exit')

    expect(await statusOf(type)).toBe('gone')
  },
)
