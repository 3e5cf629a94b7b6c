import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { eventually } from '../../test/wait.ts'
import { startTestWorker } from '../../test/worker.ts'

let gateway: TestGateway
let replica: TestGateway

beforeAll(async () => {
  gateway = await startTestGateway({ stalePollSeconds: 5 })
  replica = await startTestGateway({ registryId: gateway.registryId, stalePollSeconds: 5 })
  // The first worker of a file bundles its workflows, which takes longer than what is measured here.
  await using _first = await startTestWorker(gateway)
})
afterAll(async () => {
  await replica.close()
  await gateway.close()
})

const echo = { workflow_type: 'echo' }

test('reject, the default, refuses a start at once while no target is ready', async () => {
  for (const body of [{}, { on_no_worker: 'reject' as const }]) {
    await expect(gateway.client.workflows.start('echo', body)).rejects.toMatchObject({
      status: 503,
      code: 'no-ready-target',
    })
  }
})

test('queue starts on the best queue there is, where the run waits for a worker', async () => {
  const taskQueue = `later-${randomUUID()}`
  await gateway.client.workflows.put({ ...echo, task_queue: taskQueue })

  const run = await gateway.client.workflows.start('echo', {
    input: 'later',
    on_no_worker: 'queue',
  })
  const before = await gateway.client.runs.result(run.workflow_id)
  await using _worker = await startTestWorker(gateway, { taskQueue, announced: false })
  const after = await gateway.client.runs.result(run.workflow_id, { waitSeconds: 10 })

  expect(run.task_queue).toBe(taskQueue)
  expect([before.status, after.status]).toEqual(['running', 'completed'])
  await gateway.client.workflows.delete('echo')
})

test('wait starts when a worker arrives, at any replica', async () => {
  await gateway.client.workflows.put({ ...echo, task_queue: 'nowhere' })
  await eventually(() => replica.gateway.registry.view.findType('echo'))
  let startedAtMs = 0
  const waiting = [gateway, replica].map(async ({ client }) => {
    const body = { on_no_worker: 'wait' as const, wait_for_worker_seconds: 20 }
    const run = await client.workflows.start('echo', body)
    startedAtMs = Date.now()
    return run
  })

  await using worker = await startTestWorker(gateway, { announced: false })
  const arrivedAtMs = Date.now()
  const { taskQueue } = worker
  const workflows = [{ ...echo, task_queue: taskQueue }]
  await gateway.client.workers.register('arriving', { task_queue: taskQueue, workflows })
  const runs = await Promise.all(waiting)

  expect(runs.map((run) => run.task_queue)).toEqual([taskQueue, taskQueue])
  expect(startedAtMs - arrivedAtMs).toBeLessThan(15_000)
  await gateway.client.workers.leave('arriving')
})

test('wait starts at the first poll of a worker that registered before it polls', async () => {
  const taskQueue = `early-${randomUUID()}`
  const workflows = [{ ...echo, task_queue: taskQueue }]
  await gateway.client.workers.register('early', { task_queue: taskQueue, workflows })
  const waiting = gateway.client.workflows
    .start('echo', { on_no_worker: 'wait', wait_for_worker_seconds: 20 })
    .then(() => Date.now())

  await using _worker = await startTestWorker(gateway, { taskQueue, announced: false })
  const pollingAtMs = Date.now()

  expect((await waiting) - pollingAtMs).toBeLessThan(15_000)
  await gateway.client.workers.leave('early')
})

test('messages and batches wait, queue and refuse as a start does', async () => {
  const add = { name: 'add', input: 1 }
  const double = { name: 'multiply', input: 2 }
  const body = { input: { start: 1 } }
  const adder = { workflow_type: 'adder' }
  const taskQueue = `with-message-${randomUUID()}`
  await gateway.client.workflows.put({ ...adder, task_queue: taskQueue })
  const { workflows } = gateway.client
  const queue = { on_no_worker: 'queue' as const }
  const queued = await Promise.all([
    workflows.signalWithStart('adder', { ...body, ...queue, signal: add }),
    workflows.batchStart([{ ...adder, ...body, ...queue }]),
  ])
  const refusals = await Promise.allSettled([
    workflows.signalWithStart('adder', { ...body, signal: add }),
    workflows.updateWithStart('adder', { ...body, update: double }),
  ])
  const refused = await workflows.batchStart([{ ...adder, ...body }])
  const wait = { ...body, on_no_worker: 'wait' as const, wait_for_worker_seconds: 20 }
  const times = [
    workflows.signalWithStart('adder', { ...wait, signal: add }),
    workflows.updateWithStart('adder', { ...wait, update: double }),
    workflows.batchStart([{ ...adder, ...wait }]),
  ].map((answer) => answer.then(() => Date.now()))

  await using _worker = await startTestWorker(gateway, { taskQueue, announced: false })
  const arrivedAtMs = Date.now()
  const announced = [{ ...adder, task_queue: taskQueue }]
  await gateway.client.workers.register('late', { task_queue: taskQueue, workflows: announced })
  const startedAtMs = Math.max(...(await Promise.all(times)))

  expect(queued[0].task_queue).toBe(taskQueue)
  expect(queued[1].items[0]).toMatchObject({ outcome: 'started', task_queue: taskQueue })
  expect(refusals).toMatchObject([
    { reason: { code: 'no-ready-target' } },
    { reason: { code: 'no-ready-target' } },
  ])
  expect(refused.items[0]).toMatchObject({ problem: { code: 'no-ready-target' } })
  expect(startedAtMs - arrivedAtMs).toBeLessThan(15_000)
  await gateway.client.workers.leave('late')
})

test('wait gives up when its time is over, with the reason', async () => {
  const waiting = gateway.client.workflows.start('echo', {
    on_no_worker: 'wait',
    wait_for_worker_seconds: 1,
  })

  await expect(waiting).rejects.toMatchObject({ code: 'no-ready-target' })
})

/**
 * The time-out is short by configuration, and the healthy worker is kept busy so that its polls are
 * fresh: an idle one's last for 60 s.
 */
test('a worker that beats but polls no more is suspect, and of 1,000 starts none goes to its queue', async () => {
  await using healthy = await startTestWorker(gateway, { types: [echo] })
  await using deaf = await startTestWorker(gateway, { types: [echo], ttlSeconds: 5 })
  const keptBusy = setInterval(() => {
    const target = { task_queue: healthy.taskQueue }
    void gateway.client.workflows.start('echo', { target, on_no_worker: 'queue' })
  }, 200)
  const targets = async () => {
    const { targets: found } = await gateway.client.workflows.get('echo')
    return Object.fromEntries(found.map((target) => [target.task_queue, target]))
  }

  await deaf.stopPolling()
  const stoppedAtMs = Date.now()
  const suspect = await eventually(async () => {
    const target = (await targets())[deaf.taskQueue]
    return target?.state === 'suspect' && target
  }, 20_000)
  const noticedMs = Date.now() - stoppedAtMs
  const starts = await Promise.all(
    Array.from({ length: 1_000 }, () => gateway.client.workflows.start('echo', {})),
  )
  clearInterval(keptBusy)

  expect(suspect.reason).toMatch(/Its last poll began over 5 s before/)
  expect(noticedMs).toBeLessThan(20_000)
  expect(new Set(starts.map((run) => run.task_queue))).toEqual(new Set([healthy.taskQueue]))
})
