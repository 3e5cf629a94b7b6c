import { setTimeout as sleep } from 'node:timers/promises'
import { registryWire } from '@temporal-registry/contract/registry-wire'
import type { Client } from '@temporalio/client'
import type { Bench, Measure } from '../bench.ts'
import { enrol, tidyUp } from '../enrolment.ts'
import { WrongAnswer, type Callers } from '../load/callers.ts'
import { closedLoop, median, perSecond, type Sample } from '../load/loops.ts'
import { exampleInput, registrationsOf } from '../population.ts'
import type { Row } from '../row.ts'
import { keepPolling } from '../stand/sparse-poller.ts'

const callerCount = 16
const timeoutMs = 120_000
/** None of them fires while it is measured. */
const never = '0 0 1 1 * 2099'

/** Schedules made through the gateway beside the SDK alone, and how long they take to follow their type. */
export const schedules: Measure = {
  name: 'schedules',
  title:
    'schedules made through the gateway beside the SDK alone, and reconciled after a queue change',
  needs: ['our routes', 'Temporal'],
  async run(bench) {
    await using stand = await bench.open()
    const { client } = stand.direct()
    const one = { deployments: 1, workersEach: 1, typesEach: 1 }
    const population = { ...one, schemas: 'shared', specs: 'rich' } as const
    const [before] = registrationsOf({ prefix: `schedule-${bench.goId}`, ...population }, 'ours')
    if (!before) throw new Error('There is no registration')
    const taskQueue = `${before.task_queue}-moved`
    const after = {
      ...before,
      worker_id: `${before.worker_id}-moved`,
      task_queue: taskQueue,
      workflows: before.workflows.map((spec) => ({ ...spec, task_queue: taskQueue })),
    }
    const type = before.workflows[0]?.workflow_type ?? ''
    await using _old = keepPolling(client, before.task_queue)
    await using _new = keepPolling(client, after.task_queue)
    using callers = await stand.openCallers(callerCount)
    await enrol(bench, stand, [before])
    await untilReady(callers, type, before.task_queue)

    const made = await makeAll(bench, callers, client, { type, taskQueue: before.task_queue })
    await enrol(bench, stand, [after])
    await untilReady(callers, type, after.task_queue)
    const seconds = await move(callers, client, before.worker_id, made.ids.length)
    await assertMoved(callers, made.ids, after.task_queue)

    const paths = [...made.ids, ...made.directIds].map((id) => `/schedules/${id}`)
    await closedLoop(callerCount, { count: paths.length }, (caller, at) =>
      callers.send(caller, callers.request({ method: 'DELETE', path: paths[at] ?? '' }), 204),
    )
    await tidyUp(bench, stand, [before, after])
    return [
      made.row,
      {
        what: `${made.ids.length} schedules moved to another queue`,
        ours: seconds,
        unit: 's',
        mark: { of: 'ours', atMost: 30 },
      },
    ]
  },
}

/** Rounds by either way in turn; the ratio is the median of the rounds' own ratios. */
async function makeAll(
  bench: Bench,
  callers: Callers,
  client: Client,
  { type, taskQueue }: { readonly type: string; readonly taskQueue: string },
): Promise<{ row: Row; ids: string[]; directIds: string[] }> {
  const { rounds, each } = bench.size({
    quick: { rounds: 4, each: 50 },
    full: { rounds: 10, each: 100 },
  })
  const ids: string[] = []
  const directIds: string[] = []
  const input = exampleInput(0)
  const gateway = (caller: number) => {
    const id = `bench-${bench.goId}-${ids.length}`
    ids.push(id)
    const body = { workflow_type: type, input, cron: [never] }
    const path = `/schedules/${id}`
    return callers.send(caller, callers.request({ method: 'POST', path, body }), 201)
  }
  const direct = () => {
    const scheduleId = `direct-${bench.goId}-${directIds.length}`
    directIds.push(scheduleId)
    return client.schedule.create({
      scheduleId,
      spec: { cronExpressions: [never] },
      action: { type: 'startWorkflow', workflowType: type, taskQueue, args: [input] },
    })
  }
  const through: Sample[] = []
  const alone: Sample[] = []
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? [direct, gateway] : [gateway, direct]
    for (const make of order) {
      const sample = await closedLoop(callerCount, { count: each }, make)
      if (make === gateway) through.push(sample)
      else alone.push(sample)
    }
  }
  const row: Row = {
    what: `${ids.length} schedules made, ${callerCount} callers`,
    ours: median(through.map(perSecond)),
    unit: '/s',
    peer: { name: 'direct SDK', value: median(alone.map(perSecond)) },
    ratio: median(
      through.map((sample, at) => {
        const other = alone[at]
        return other ? perSecond(sample) / perSecond(other) : Number.NaN
      }),
    ),
    mark: { of: 'ratio', atLeast: 0.8 },
  }
  return { row, ids, directIds }
}

/** Takes the old queue's worker away, and waits until passes have moved so many. @returns seconds. */
async function move(
  callers: Callers,
  client: Client,
  workerId: string,
  count: number,
): Promise<number> {
  const beganMs = performance.now()
  const path = `/registry/workers/${workerId}`
  await callers.send(0, callers.request({ method: 'DELETE', path }), 204)
  const own = client.schedule.getHandle(`${registryWire.workflowId}.reconcile-schedules`)
  for (const giveUpAtMs = Date.now() + timeoutMs; Date.now() < giveUpAtMs; await sleep(200)) {
    const { info } = await own.describe()
    let moved = 0
    for (const { action } of info.recentActions) {
      const pass = client.workflow.getHandle(action.workflow.workflowId)
      if ((await pass.describe()).status.name !== 'COMPLETED') continue
      moved += ((await pass.result()) as { updated: number }).updated
    }
    if (moved >= count) return (performance.now() - beganMs) / 1000
  }
  throw new WrongAnswer(`The schedules were not moved within ${timeoutMs / 1000} s`)
}

async function assertMoved(
  callers: Callers,
  ids: readonly string[],
  taskQueue: string,
): Promise<void> {
  await closedLoop(callerCount, { count: ids.length }, async (caller, at) => {
    const path = `/schedules/${ids[at] ?? ''}`
    const { body } = await callers.send(caller, callers.request({ method: 'GET', path }))
    const found = JSON.parse(body.toString()) as { task_queue: string }
    if (found.task_queue !== taskQueue) throw new WrongAnswer(`${path} is on ${found.task_queue}`)
  })
}

async function untilReady(callers: Callers, type: string, taskQueue: string): Promise<void> {
  const path = `/registry/workflows/${type}`
  for (const giveUpAtMs = Date.now() + timeoutMs; Date.now() < giveUpAtMs; await sleep(100)) {
    const { body } = await callers.send(0, callers.request({ method: 'GET', path }))
    const { targets } = JSON.parse(body.toString()) as {
      targets: { task_queue: string; state: string }[]
    }
    if (targets.some((one) => one.task_queue === taskQueue && one.state === 'ready')) return
  }
  throw new WrongAnswer(`${type} did not become ready on ${taskQueue}`)
}
