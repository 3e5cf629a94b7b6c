import { randomUUID } from 'node:crypto'
import { isApiError } from '@temporal-registry/sdk/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { connectRawTemporal } from '../../test/raw-temporal.ts'
import { eventually } from '../../test/wait.ts'
import { startTestWorker, type TestWorker } from '../../test/worker.ts'

let gateway: TestGateway
let worker: TestWorker
const mark = randomUUID().slice(0, 8)
const never = { cron: ['0 0 1 1 * 2099'] }

beforeAll(async () => {
  gateway = await startTestGateway()
  worker = await startTestWorker(gateway)
  const { schedules } = gateway.client
  for (let at = 0; at < 12; at++) {
    await schedules.create(`${mark}-${at}`, {
      workflow_type: at % 2 === 0 ? 'echo' : 'facts',
      labels: { [`tier-${mark}`]: at % 3 === 0 ? 'gold' : 'lead' },
      paused: at < 3,
      note: at === 7 ? `the Seventh ${mark}` : '',
      ...(at === 5 ? { task_queue: `own-${mark}` } : {}),
      ...never,
    })
  }
  await using temporal = await connectRawTemporal()
  await temporal.client.schedule.create({
    scheduleId: `${mark}-external`,
    spec: { calendars: [{ year: 2099 }] },
    action: { type: 'startWorkflow', workflowType: 'echo', taskQueue: 'theirs' },
  })
  await eventually(async () => (await ids({ q: mark })).length === 13)
})

afterAll(async () => {
  await worker[Symbol.asyncDispose]()
  await gateway.close()
})

type Query = Parameters<TestGateway['client']['schedules']['list']>[0]

async function ids(query: Query): Promise<string[]> {
  const { schedules } = await gateway.client.schedules.list({ limit: 1_000, ...query })
  return schedules
    .map(({ id }) => id)
    .filter((id) => id.startsWith(mark))
    .map((id) => id.slice(mark.length + 1))
    .toSorted()
}

test.each<[string, Query, string[]]>([
  ['label and value', { label: [`tier-${mark}=gold`] }, ['0', '3', '6', '9']],
  ['label', { label: [`tier-${mark}`], paused: true }, ['0', '1', '2']],
  ['type', { workflow_type: 'facts', q: mark, paused: true }, ['1']],
  ['owner', { managed_by: 'external', q: mark }, ['external']],
  ['text in the note', { q: `the seventh ${mark}` }, ['7']],
  ['task queue', { task_queue: `own-${mark}`, q: mark }, ['5']],
])('a list is filtered by %s', async (_name, query, expected) => {
  expect(await ids(query)).toEqual(expected)
})

test('pages hold every match once, and a cursor belongs to its filters', async () => {
  const { schedules } = gateway.client
  const found: string[] = []
  for await (const { id } of schedules.all({ q: mark, limit: 5 })) found.push(id)
  const { next_cursor: cursor } = await schedules.list({ q: mark, limit: 5 })

  expect(found).toHaveLength(13)
  expect(new Set(found).size).toBe(13)
  await expect(schedules.list({ q: 'other', limit: 5, cursor })).rejects.toSatisfy((error) =>
    isApiError(error, 'cursor-invalid'),
  )
})
