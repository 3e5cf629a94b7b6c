import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { startTestWorker, testTypes, type TestWorker } from '../../test/worker.ts'

let gateway: TestGateway
let worker: TestWorker

beforeAll(async () => {
  gateway = await startTestGateway()
  worker = await startTestWorker(gateway, { types: testTypes })
})

afterAll(async () => {
  await worker[Symbol.asyncDispose]()
  await gateway.close()
})

const newId = () => `preview-${randomUUID().slice(0, 8)}`

test('a preview says when a schedule would fire and where its runs would go, and leaves nothing', async () => {
  const { schedules } = gateway.client
  const id = newId()

  const preview = await schedules.preview(
    id,
    {
      workflow_type: 'echo',
      cron: ['0 9 * * *'],
      time_zone: 'Asia/Tokyo',
      jitter_seconds: 600,
      start_at: '2090-01-01T00:00:00Z',
    },
    { limit: 2 },
  )

  expect(preview).toMatchObject({ id, is_taken: false, warnings: [], times: [] })
  expect(preview.task_queue).toBe(worker.taskQueue)
  const soon = await schedules.preview(id, { workflow_type: 'echo', cron: ['0 9 * * *'] })
  expect(soon.times).toHaveLength(10)
  expect(soon.times.every((time) => time.endsWith('T09:00:00.000Z'))).toBe(true)
  expect(soon.more).toBe(true)
  await expect(schedules.get(id)).rejects.toMatchObject({ code: 'schedule-not-found' })
})

test('a preview says that an id is taken', async () => {
  const { schedules } = gateway.client
  const id = newId()
  const body = { workflow_type: 'echo', cron: ['0 0 1 1 * 2099'] }
  await schedules.create(id, body)

  expect(await schedules.preview(id, body)).toMatchObject({ is_taken: true })

  await schedules.delete(id)
})

test('a start in the past has been reached, for a preview, a POST and a PUT alike', async () => {
  const { schedules } = gateway.client
  const id = newId()
  const body = { workflow_type: 'echo', cron: ['0 9 * * *'], start_at: '2020-01-01T00:00:00Z' }

  expect((await schedules.preview(id, body)).times).toHaveLength(10)
  await schedules.create(id, body)
  await schedules.put(id, { ...body, note: 'put' })

  expect((await schedules.get(id)).next_fires).not.toEqual([])
  await schedules.delete(id)
})

test('a preview refuses what a put would refuse, at its place', async () => {
  const { schedules } = gateway.client
  const ask = (body: object) => schedules.preview(newId(), { workflow_type: 'echo', ...body })

  await expect(ask({ cron: ['61 * * * *'] })).rejects.toMatchObject({
    code: 'schedule-spec-invalid',
    problem: { errors: [{ pointer: '/cron/0' }] },
  })
  await expect(ask({})).rejects.toMatchObject({ problem: { errors: [{ pointer: '/cron' }] } })
  await expect(ask({ cron: ['@daily'], workflow_type: 'x' })).rejects.toMatchObject({
    code: 'workflow-type-not-found',
  })
})

test('fires are counted by the days of a month in a zone', async () => {
  const { schedules } = gateway.client
  const id = newId()
  await schedules.create(id, {
    workflow_type: 'echo',
    cron: ['30 23 2 11 * 2098', '* * 10 11 * 2098'],
    paused: true,
  })

  const { days } = await schedules.days(id, { month: '2098-11', time_zone: 'Europe/Berlin' })

  expect(days).toMatchObject([
    { date: '2098-11-03', fires: 1, is_complete: true },
    { date: '2098-11-10', fires: 1_380, is_complete: true },
    { date: '2098-11-11', fires: 60, is_complete: true },
  ])
  await expect(schedules.days(newId(), { month: '2098-11' })).rejects.toMatchObject({
    code: 'schedule-not-found',
  })
  await schedules.delete(id)
})
