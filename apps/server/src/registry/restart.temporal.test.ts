import { randomUUID } from 'node:crypto'
import { registryWire, workflowIdsWire } from '@temporal-registry/contract/registry-wire'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultsOfClaims, inLanes } from '../../test/claims.ts'
import { startTestGateway, untilReady, type TestGateway } from '../../test/gateway.ts'
import { connectRawTemporal, type RawTemporal } from '../../test/raw-temporal.ts'
import { catalogueOf, fullSpec, putting, registering } from '../../test/specs.ts'
import { eventually } from '../../test/wait.ts'
import { storeCatalogue } from './workflow/catalogue.ts'

let temporal: RawTemporal
let gateway: TestGateway

beforeAll(async () => {
  temporal = await connectRawTemporal()
  gateway = await startTestGateway()
})
afterAll(async () => {
  await gateway.close()
  await temporal[Symbol.asyncDispose]()
})

const limits = { updates: 100, signals: 200 }
const run = (workflowId: string) => temporal.client.workflow.getHandle(workflowId)
const idsOf = (registryId: string) => `${registryId}.ids`
const put = ({ client }: TestGateway, type: string) =>
  client.workflows.put({ workflow_type: type, task_queue: 'q' })
const namesAt = async ({ client }: TestGateway) =>
  (await client.workflows.list()).workflows.map((type) => type.workflow_type)
const statusOf = async (workflowId: string) => (await run(workflowId).describe()).status.name

test('a registry that was shut down is whole with the next write, and may be shut down twice', async () => {
  await put(gateway, 'before')
  await gateway.client.workers.register('kept', { task_queue: 'q' })

  const shutDown = await fetch(`${gateway.url}/registry/shutdown`, { method: 'POST' })
  await eventually(async () => (await statusOf(gateway.registryId)) === 'COMPLETED')
  const again = await fetch(`${gateway.url}/registry/shutdown`, { method: 'POST' })
  const between = [await namesAt(gateway), (await fetch(`${gateway.url}/ready`)).status]
  await put(gateway, 'after')

  expect([shutDown.status, again.status]).toEqual([202, 202])
  expect(between).toEqual([['before'], 200])
  expect(await namesAt(gateway)).toEqual(['after', 'before'])
  expect((await gateway.client.workers.list()).workers).toHaveLength(1)
  expect(await statusOf(gateway.registryId)).toBe('RUNNING')
})

test('a signal of the original to a registry that was shut down is refused, not lost in silence', async () => {
  await fetch(`${gateway.url}/registry/shutdown`, { method: 'POST' })
  await eventually(async () => (await statusOf(gateway.registryId)) === 'COMPLETED')

  const signal = run(gateway.registryId).signal(registryWire.signals.heartbeatWorker, {
    worker_id: 'kept',
  })

  await expect(signal).rejects.toThrow(/completed/)
  await gateway.client.workers.leave('kept')
})

const ends = {
  terminated: (id: string) => run(id).terminate('by the test'),
  cancelled: (id: string) => run(id).cancel(),
  'shut down': (id: string) => run(id).signal(registryWire.signals.shutdownRegistry),
}

test.each(Object.entries(ends))(
  'when both workflows are %s again and again under load, no type and no number is lost',
  async (how, end) => {
    const targets = [gateway.registryId, idsOf(gateway.registryId)]
    let isOver = false
    const ending = (async () => {
      for (let n = 0; n < 5; n++) {
        for (const id of targets) await end(id).catch(() => undefined)
        await new Promise((resolve) => setTimeout(resolve, 300))
      }
      isOver = true
    })()

    const written: { at: number; counter: number; slug: string; workflow_id: string }[] = []
    while (!isOver) {
      const begun = written.length
      written.push(
        ...(await inLanes(8, 40, async (at) => {
          await put(gateway, `${how} ${begun + at}`)
          return { at: begun + at, ...(await gateway.client.workflowIds.claim(how)) }
        })),
      )
    }
    await ending

    const names = new Set(await namesAt(gateway))
    expect(written.filter(({ at }) => !names.has(`${how} ${at}`))).toEqual([])
    expect(faultsOfClaims(written)).toEqual({ twice: [], missing: [] })
  },
  40_000,
)

test('three replicas that begin ended workflows again at the same time follow the last run only', async () => {
  const first = await startTestGateway({ updatesPerRun: 20 })
  const { registryId } = first
  await using second = await startTestGateway({ registryId, updatesPerRun: 20 })
  await using third = await startTestGateway({ registryId, updatesPerRun: 20 })
  await using _ = first
  const replicas = [first, second, third]
  let isOver = false
  const ending = (async () => {
    for (let n = 0; n < 20; n++) {
      for (const id of [registryId, idsOf(registryId)]) {
        await ends[n % 2 === 0 ? 'terminated' : 'shut down'](id).catch(() => undefined)
      }
      await new Promise((resolve) => setTimeout(resolve, 150))
    }
    isOver = true
  })()

  const written: { type: string; counter: number; slug: string; workflow_id: string }[] = []
  while (!isOver) {
    const begun = written.length
    written.push(
      ...(await inLanes(9, 45, async (at) => {
        const replica = replicas[at % 3] ?? first
        const type = `type ${begun + at}`
        await put(replica, type)
        return { type, ...(await replica.client.workflowIds.claim('shared')) }
      })),
    )
  }
  await ending

  // What others wrote, a replica reads a moment later.
  for (const replica of replicas) {
    await eventually(async () => {
      const names = new Set(await namesAt(replica))
      expect(written.filter(({ type }) => !names.has(type))).toEqual([])
      return true
    })
  }
  expect(faultsOfClaims(written)).toEqual({ twice: [], missing: [] })
}, 60_000)

test('numbers go on after both workflows were terminated while no gateway ran', async () => {
  const first = await startTestGateway()
  const { registryId } = first
  const claims = await inLanes(4, 20, () => first.client.workflowIds.claim('kept'))
  await put(first, 'kept')
  await first.close()
  await run(registryId).terminate()
  await run(idsOf(registryId)).terminate()

  await using second = await startTestGateway({ registryId })
  const next = await second.client.workflowIds.claim('kept')

  expect(faultsOfClaims([...claims, next])).toEqual({ twice: [], missing: [] })
  expect(next.counter).toBe(21)
  expect(await namesAt(second)).toEqual(['kept'])
})

test('a run that was terminated before its first task is followed by one with its state', async () => {
  const registryId = `registry-${randomUUID()}`
  const catalogue = catalogueOf([putting(fullSpec('a')), registering('w')], Date.now())
  const start = (type: string, workflowId: string, state: object) =>
    temporal.client.workflow.start(type, {
      workflowId,
      taskQueue: registryId,
      args: [{ limits, state }],
    })
  await start(registryWire.workflowType, registryId, storeCatalogue(catalogue))
  await start(workflowIdsWire.workflowType, idsOf(registryId), {
    slugs: [['s', { counter: 7, last_claimed_ms: Date.now() }]],
    keys: [],
    last_answers: {},
  })
  await run(registryId).terminate()
  await run(idsOf(registryId)).terminate()

  await using begun = await startTestGateway({ registryId })

  expect(await namesAt(begun)).toEqual(['a'])
  expect((await begun.client.workers.list()).workers).toHaveLength(1)
  expect((await begun.client.workflowIds.claim('s')).counter).toBe(8)
})

test("the original's run is not touched: the gateway says what to do, and begins when it has ended", async () => {
  const registryId = `registry-${randomUUID()}`
  await temporal.client.workflow.start(registryWire.workflowType, {
    workflowId: registryId,
    taskQueue: registryId,
  })
  await using waiting = await startTestGateway({ registryId, untilReady: false })

  const fault = await eventually(async () => {
    const ready = await waiting.client.ready()
    const why = 'parts' in ready ? ready.parts['registry'] : undefined
    return why?.includes('another program') && why
  })
  await run(registryId).terminate()
  await untilReady(waiting.url)

  expect(fault).toContain(`«${registryId}» is run by another program, such as the Python original`)
  await put(waiting, 'first')
  expect(await namesAt(waiting)).toEqual(['first'])
})

test('a registry that was deleted begins empty, and no replica keeps what was in it', async () => {
  const one = await startTestGateway()
  await using other = await startTestGateway({ registryId: one.registryId })
  await put(one, 'old')
  await eventually(async () => (await namesAt(other)).includes('old'))
  const { workflowService } = temporal.client
  await workflowService.deleteWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: one.registryId },
  })
  await eventually(() =>
    run(one.registryId)
      .describe()
      .then(
        () => false,
        () => true,
      ),
  )

  const workflows = Array.from({ length: 200 }, (_, n) => ({
    workflow_type: `new-${n}`,
    task_queue: 'q',
  }))
  await one.client.workers.register('w', { task_queue: 'q', workflows })

  for (const replica of [one, other]) {
    await eventually(async () => (await namesAt(replica)).length === 200)
    expect(await namesAt(replica)).not.toContain('old')
  }
  await one.close()
})
