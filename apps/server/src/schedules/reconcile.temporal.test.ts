import { randomUUID } from 'node:crypto'
import type { ScheduleDeclaration } from '@temporal-registry/contract/schedule-body'
import { isApiError } from '@temporal-registry/sdk/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { connectRawTemporal, type RawTemporal } from '../../test/raw-temporal.ts'
import { eventually } from '../../test/wait.ts'
import { startTestWorker } from '../../test/worker.ts'

let gateway: TestGateway
let temporal: RawTemporal
const never = { cron: ['0 0 1 1 * 2099'] }
const newId = (name: string) => `${name}-${randomUUID().slice(0, 8)}`

beforeAll(async () => {
  gateway = await startTestGateway()
  temporal = await connectRawTemporal()
})

afterAll(async () => {
  await gateway.close()
  await temporal[Symbol.asyncDispose]()
})

/** A worker of one type with the schedules it declares. */
function workerOf(type: string, version: string, schedules: ScheduleDeclaration[]) {
  return startTestWorker(gateway, {
    workerId: `${type}-worker`,
    taskQueue: `${type}-queue`,
    types: [{ workflow_type: type, version, schedules }],
  })
}

test('schedules follow their type to its new queue, and the next fire runs there', async () => {
  const { schedules, runs } = gateway.client
  const [follows, pinned] = [newId('follows'), newId('pinned')]
  const external = newId('external')
  const before = await startTestWorker(gateway, { types: [{ workflow_type: 'echo' }] })
  await schedules.create(follows, {
    workflow_type: 'echo',
    interval_seconds: 1,
    note: 'mine',
    // A run begun on the old queue after its worker went would keep others from starting.
    overlap_policy: 'allow_all',
  })
  await schedules.create(pinned, {
    workflow_type: 'echo',
    task_queue: before.taskQueue,
    ...never,
  })
  await temporal.client.schedule.create({
    scheduleId: external,
    spec: { calendars: [{ year: 2099 }] },
    action: { type: 'startWorkflow', workflowType: 'echo', taskQueue: before.taskQueue },
  })
  await eventually(async () => (await schedules.get(follows)).counts.fired > 0)

  await using after = await startTestWorker(gateway, { types: [{ workflow_type: 'echo' }] })
  const whileBothAreReady = await schedules.get(follows)
  await before[Symbol.asyncDispose]()

  const moved = await eventually(async () => {
    const found = await schedules.get(follows)
    return found.task_queue === after.taskQueue && found
  })
  expect(whileBothAreReady.task_queue).toBe(before.taskQueue)
  expect(moved).toMatchObject({ late_bound: true, note: 'mine', paused: false })
  const ran = await eventually(async () => {
    const { runs: found } = await runs.list({ task_queue: after.taskQueue, status: 'completed' })
    return found.find(({ workflow_id: id }) => id.startsWith(follows))
  })
  expect(ran.task_queue).toBe(after.taskQueue)
  expect((await schedules.get(pinned)).task_queue).toBe(before.taskQueue)
  expect((await schedules.get(external)).task_queue).toBe(before.taskQueue)
  await schedules.delete(follows)
})

test("the registry's own schedule and runs are hidden, and not to be touched", async () => {
  const { schedules, runs } = gateway.client
  const own = `${gateway.registryId}.reconcile-schedules`
  await eventually(async () => {
    const { info } = await temporal.client.schedule.getHandle(own).describe()
    return info.recentActions.length > 0
  })

  const listed = await schedules.list({ q: own })
  const { runs: listedRuns } = await runs.list({ query: `WorkflowId STARTS_WITH '${own}'` })

  expect([listed.schedules, listedRuns]).toEqual([[], []])
  await expect(schedules.delete(own)).rejects.toSatisfy((error) =>
    isApiError(error, 'schedule-protected'),
  )
})

test('declared schedules are made, changed and removed with what their type declares', async () => {
  const { schedules, workflows } = gateway.client
  const type = newId('declares')
  const [kept, dropped] = [newId('kept'), newId('dropped')]
  const first = await workerOf(type, '1', [
    { schedule_id: kept, input: { v: 1 }, labels: { from: type }, ...never },
    { schedule_id: dropped, ...never },
  ])
  const made = await eventually(() => schedules.get(kept))
  await eventually(() => schedules.get(dropped))
  await first[Symbol.asyncDispose]()
  await using _second = await workerOf(type, '2', [
    { schedule_id: kept, input: { v: 2 }, labels: { from: type }, ...never },
  ])

  const changed = await eventually(async () => {
    const found = await schedules.get(kept)
    return (found.definition.input as { v: number }).v === 2 && found
  })
  await eventually(async () => {
    const gone = await schedules.get(dropped).catch((error: unknown) => error)
    return isApiError(gone, 'schedule-not-found')
  })

  expect(made).toMatchObject({
    managed_by: 'worker',
    declared_by: type,
    labels: { from: type },
    task_queue: `${type}-queue`,
    definition: { input: { v: 1 }, ...never },
  })
  expect(changed.created_at).toBe(made.created_at)
  expect((await workflows.get(type)).schedules).toMatchObject([{ schedule_id: kept }])
})

test('what an operator edits or pauses is kept, and reported', async () => {
  const { schedules } = gateway.client
  const type = newId('edited')
  const [edited, paused] = [newId('edited'), newId('paused')]
  const declared = (v: number) => [
    { schedule_id: edited, input: { v }, ...never },
    { schedule_id: paused, input: { v }, ...never },
  ]
  const first = await workerOf(type, '1', declared(1))
  const { definition } = await eventually(() => schedules.get(edited))
  await eventually(() => schedules.get(paused))
  await schedules.put(edited, { ...definition, input: { v: 'mine' } })
  await schedules.pause(paused, { note: 'not now' })
  await first[Symbol.asyncDispose]()
  await using _second = await workerOf(type, '2', declared(2))

  await eventually(async () => {
    const found = await schedules.get(paused)
    return (found.definition.input as { v: number }).v === 2
  })

  expect(await schedules.get(edited)).toMatchObject({
    managed_by: 'worker',
    definition: { input: { v: 'mine' } },
  })
  expect(await schedules.get(paused)).toMatchObject({ paused: true, note: 'not now' })
  const report = await schedules.drift()
  const ofType = report.drift.filter(({ workflow_type: one }) => one === type)
  expect(report.complete).toBe(true)
  expect(ofType.map(({ schedule_id: id, kind, heals }) => [id, kind, heals]).toSorted()).toEqual(
    [
      [edited, 'edited', false],
      [paused, 'paused', false],
    ].toSorted(),
  )
})

test('a declaration that could never work is refused with the announcement', async () => {
  const refused = await fetch(`${gateway.url}/registry/workers/${newId('bad')}`, {
    method: 'PUT',
    body: JSON.stringify({
      task_queue: 'q',
      workflows: [
        {
          workflow_type: newId('bad'),
          task_queue: 'q',
          input_schema: { type: 'object', required: ['n'] },
          schedules: [
            { schedule_id: 'a', cron: ['61 * * * *'] },
            { schedule_id: 'a', cron: ['0 * * * *'], input: { n: 1 } },
            { schedule_id: 'b', input: { n: 1 }, search_attributes: { x: 1 } },
          ],
        },
      ],
    }),
  })

  const problem = (await refused.json()) as { code: string; errors: { pointer: string }[] }
  expect([refused.status, problem.code]).toEqual([400, 'validation-failed'])
  expect(problem.errors.map(({ pointer }) => pointer).toSorted()).toEqual([
    '/workflows/0/schedules/0/cron/0',
    '/workflows/0/schedules/0/input/n',
    '/workflows/0/schedules/1/schedule_id',
    '/workflows/0/schedules/2/cron',
    '/workflows/0/schedules/2/search_attributes/x',
  ])
})

test('drift names queues that are gone, stored inputs that fit no more, and what is missing', async () => {
  const { schedules, workflows, workers } = gateway.client
  const type = newId('drifts')
  const [stored, taken] = [newId('stored'), newId('taken')]
  const worker = await workerOf(type, '1', [])
  await schedules.create(stored, { workflow_type: type, input: { a: 1 }, ...never })
  await schedules.create(taken, { workflow_type: type, input: { a: 1 }, ...never })
  await worker[Symbol.asyncDispose]()
  await workers.leave(worker.workerId)

  await workflows.put({
    workflow_type: type,
    task_queue: 'none',
    version: '2',
    input_schema: { type: 'object', required: ['b'] },
    schedules: [
      { schedule_id: taken, input: { b: 1 }, ...never },
      { schedule_id: `${taken}-absent`, input: { b: 1 }, ...never },
    ],
  })

  const { drift } = await schedules.drift()
  const kinds = (id: string) =>
    drift.filter((one) => one.schedule_id === id).map(({ kind }) => kind)
  expect(kinds(stored)).toEqual(['input-invalid', 'queue-not-ready'])
  expect(kinds(taken)).toContain('id-taken')
  expect(kinds(`${taken}-absent`)).toEqual(['missing'])
})

test('many are paused and unpaused by label or type, once it was tried dry', async () => {
  const { schedules } = gateway.client
  await using worker = await startTestWorker(gateway)
  const label = newId('bulk')
  const ids = [0, 1, 2].map((at) => `${label}-${at}`)
  for (const [at, id] of ids.entries()) {
    await schedules.create(id, {
      workflow_type: at === 0 ? 'echo' : 'facts',
      labels: { bulk: label },
      task_queue: worker.taskQueue,
      ...never,
    })
  }
  const selection = { label: [`bulk=${label}`] }
  await eventually(async () => (await schedules.list(selection)).schedules.length === 3)

  const dry = await schedules.pauseMany({ ...selection, dry_run: true })
  const done = await schedules.pauseMany({ ...selection, workflow_type: 'facts', note: 'quiet' })

  expect(dry).toEqual({ dry_run: true, touched: ids, failed: [] })
  expect(done).toEqual({ dry_run: false, touched: ids.slice(1), failed: [] })
  expect(await schedules.get(ids[0] ?? '')).toMatchObject({ paused: false })
  expect(await schedules.get(ids[1] ?? '')).toMatchObject({ paused: true, note: 'quiet' })
  await eventually(async () => {
    const { schedules: paused } = await schedules.list({ ...selection, paused: true })
    return paused.length === 2
  })
  const back = await schedules.unpauseMany(selection)
  expect(back.touched).toEqual(ids.slice(1))
  await expect(schedules.pauseMany({})).rejects.toSatisfy((error) =>
    isApiError(error, 'validation-failed'),
  )
})

test('passes keep to the calls a second that are allowed', async () => {
  await using slow = await startTestGateway({ scheduleRequestsPerSecond: 10 })
  const { schedules } = slow.client
  const type = { types: [{ workflow_type: 'echo' }] }
  const before = await startTestWorker(slow, type)
  const ids = Array.from({ length: 20 }, () => newId('paced'))
  for (const id of ids) await schedules.create(id, { workflow_type: 'echo', ...never })
  await using after = await startTestWorker(slow, type)
  const beganMs = performance.now()
  await before[Symbol.asyncDispose]()

  await eventually(async () => {
    const found = await Promise.all(ids.map((id) => schedules.get(id)))
    return found.every((one) => one.task_queue === after.taskQueue)
  }, 40_000)

  // A page, and for each schedule a look and an update.
  expect(performance.now() - beganMs).toBeGreaterThan((ids.length * 2 * 1_000) / 10)
})

test('of several replicas each asks for passes, and every schedule is moved once', async () => {
  await using first = await startTestGateway()
  await using second = await startTestGateway({ registryId: first.registryId })
  const type = { types: [{ workflow_type: 'echo' }] }
  const before = await startTestWorker(first, type)
  const ids = Array.from({ length: 12 }, () => newId('replicas'))
  for (const [at, id] of ids.entries()) {
    const { schedules } = (at % 2 === 0 ? first : second).client
    await eventually(() => schedules.put(id, { workflow_type: 'echo', ...never }))
  }
  await using after = await startTestWorker(second, type)
  await before[Symbol.asyncDispose]()

  const { schedules } = second.client
  await eventually(async () => {
    const found = await Promise.all(ids.map((id) => schedules.get(id)))
    return found.every((one) => one.task_queue === after.taskQueue)
  })
  const own = temporal.client.schedule.getHandle(`${first.registryId}.reconcile-schedules`)
  const updated = await eventually(async () => {
    const { info } = await own.describe()
    // Passes asked for in one second share a workflow id.
    const passes = info.recentActions.map(({ action: { workflow } }) =>
      temporal.client.workflow
        .getHandle(workflow.workflowId, workflow.firstExecutionRunId)
        .result(),
    )
    const sums = (await Promise.all(passes)) as { updated: number; failures: unknown[] }[]
    expect(sums.flatMap(({ failures }) => failures)).toEqual([])
    const sum = sums.reduce((total, pass) => total + pass.updated, 0)
    return sum >= ids.length && sum
  })
  expect(updated).toBe(ids.length)
})
