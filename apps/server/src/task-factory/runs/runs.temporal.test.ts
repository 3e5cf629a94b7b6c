import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ActivityRun } from '@temporal-registry/contract/activity-runs'
import { startTestGateway, type TestGateway } from '../../../test/gateway.ts'
import { freshPostgres } from '../../../test/database.ts'
import { eventually } from '../../../test/wait.ts'
import { startTestWorker } from '../../../test/worker.ts'

let gateway: TestGateway
let place: Awaited<ReturnType<typeof freshPostgres>>
let worker: Awaited<ReturnType<typeof startTestWorker>>

beforeAll(async () => {
  place = await freshPostgres()
  gateway = await startTestGateway({ database: `{ url: '${place.url}' }` })
  worker = await startTestWorker(gateway)
})

afterAll(async () => {
  await worker[Symbol.asyncDispose]()
  await gateway.close()
  await place.remove()
})

async function call<T>(method: string, path: string, body?: unknown, headers = {}) {
  const response = await fetch(gateway.url + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, json: (await response.json()) as T }
}

async function ended(id: string): Promise<ActivityRun> {
  return eventually(async () => {
    const { json } = await call<ActivityRun>('GET', `/activity-runs/${id}`)
    return json.finished_at !== null && json
  })
}

test('a definition triggered by hand runs a registered workflow with what its templates say', async () => {
  const made = await call('POST', '/activity-definitions', {
    name: 'greet',
    trigger: { manual: {} },
    context: [{ name: 'greeting', static: { value: { word: 'Hello' } } }],
    condition: 'context.greeting.word == "Hello"',
    tasks: [
      { name: 'pause', wait: { seconds: 0.1 } },
      {
        name: 'each',
        after: ['pause'],
        for_each: 'input.names',
        when: 'item != "Eve"',
        workflow: {
          workflow_type: 'echo',
          input: { text: { $liquid: '{{ context.greeting.word }} {{ item }}' }, n: { $cel: 'index' } },
        },
      },
    ],
  })
  expect(made).toMatchObject({ status: 201 })

  const triggered = await call<{ run: { id: string } }>(
    'POST',
    '/activity-definitions/greet/trigger',
    { input: { names: ['Ada', 'Eve', 'Bob'] } },
    { 'idempotency-key': 'one' },
  )
  const again = await call('POST', '/activity-definitions/greet/trigger', null, {
    'idempotency-key': 'one',
  })
  expect(triggered).toMatchObject({ status: 202, json: { outcome: 'started' } })
  const { id } = triggered.json.run
  const run = await ended(id)

  expect(run).toMatchObject({ status: 'succeeded', tasks_spawned: 3, stage: 'tasks' })
  expect(run.context?.snapshot).toEqual({ greeting: { word: 'Hello' } })
  expect(run.tasks.map((task) => [task.id, task.status, task.result])).toEqual([
    [`task-${id}-0`, 'succeeded', null],
    [`task-${id}-1`, 'succeeded', { text: 'Hello Ada', n: 0 }],
    [`task-${id}-2`, 'succeeded', { text: 'Hello Bob', n: 2 }],
  ])
  expect(again).toMatchObject({ status: 200, json: { deduplicated: true, run: { id } } })
})
