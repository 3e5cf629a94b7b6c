import { randomUUID } from 'node:crypto'
import type { Client } from '@temporalio/client'
import { runActivityWorkflowType } from '../../apps/server/src/task-factory/workflow/messages.ts'
import type { Bench, Measure } from '../bench.ts'
import { WrongAnswer } from '../load/callers.ts'
import { median, percentile } from '../load/loops.ts'
import type { Row } from '../row.ts'
import { openBenchDatabase, type EngineName } from '../stand/database.ts'
import {
  definitionOf,
  eventRequest,
  eventually,
  factoryCalls,
  type FactoryCalls,
} from '../task-factory.ts'

const type = 'bench.happened'
const markMs = 150
const warmUpCount = 10

/** How long it takes from an event to what it sets off, one after the other. */
export const eventToTask: Measure = {
  name: 'event-to-task',
  title: 'from an event to the first Temporal task of its run, beside a plain start',
  needs: ['own processes'],
  async run(bench) {
    return [...(await measure(bench, 'postgresql')), ...(await measure(bench, 'pglite'))]
  },
}

async function measure(bench: Bench, engine: EngineName): Promise<Row[]> {
  await using database = await openBenchDatabase(engine)
  await using stand = await bench.open({ database })
  using callers = await stand.openCallers(1)
  const calls = factoryCalls(callers)
  await eventually('a database', () =>
    calls.post('/activity-definitions', definitionOf('bench', type), 201).catch(() => undefined),
  )
  const { client } = stand.direct()
  const runOf = async (at: number) => {
    const request = eventRequest(callers, { id: `${bench.goId}-${at}`, type })
    const { body } = await callers.send(0, request, 202)
    return endedRun(calls, (JSON.parse(body.toString()) as { event_id: string }).event_id)
  }
  const { workflow_id: firstId } = await runOf(-1)
  const { taskQueue } = await client.workflow.getHandle(firstId).describe()
  const plain: number[] = []
  const firstTemporalTask: number[] = []
  const firstTask: number[] = []
  const count = bench.size({ quick: 20, full: 200 })
  for (let at = 0; at < count + warmUpCount; at++) {
    const plainMs = await plainStart(client, taskQueue)
    const sentMs = Date.now()
    const run = await runOf(at)
    if (at < warmUpCount) continue
    plain.push(plainMs)
    firstTemporalTask.push((await firstTaskAtMs(client, run.workflow_id)) - sentMs)
    firstTask.push(Date.parse(run.tasks[0]?.started_at ?? '') - sentMs)
  }
  const what = `event to first Temporal task, ${database.name}`
  const row = (share: number): Row => ({
    what: `${what}: p${share * 100}`,
    ours: percentile(firstTemporalTask, share),
    unit: 'ms',
    peer: { name: 'plain start', value: percentile(plain, share) },
  })
  return [
    { ...row(0.5), mark: { of: 'ours', atMost: markMs } },
    row(0.99),
    {
      what: `event to the first task of its definition, ${database.name}: p50`,
      ours: median(firstTask),
      unit: 'ms',
    },
  ]
}

interface EndedRun {
  readonly workflow_id: string
  readonly tasks: readonly { readonly started_at: string | null }[]
}

async function endedRun({ get }: FactoryCalls, eventId: string): Promise<EndedRun> {
  const { id } = await eventually(
    'a run that has succeeded',
    async () => {
      const path = `/activity-runs?event_id=${eventId}&status=succeeded`
      return (await get<{ runs: { id: string }[] }>(path)).runs[0]
    },
    5,
  )
  return get(`/activity-runs/${id}`)
}

/**
 * Begins the same workflow on the same worker by the SDK alone, for a run that there is not: it ends at
 * once. @returns how long it took to its first Temporal task.
 */
async function plainStart(client: Client, taskQueue: string): Promise<number> {
  const workflowId = `plain-${randomUUID()}`
  const sentMs = Date.now()
  const args = [{ run_id: randomUUID() }]
  await client.workflow.execute(runActivityWorkflowType, { taskQueue, workflowId, args })
  return (await firstTaskAtMs(client, workflowId)) - sentMs
}

/** When a worker took the first task of a workflow, by the server's clock, which is this machine's. */
async function firstTaskAtMs(client: Client, workflowId: string): Promise<number> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory()
  const time = events?.find((event) => event.workflowTaskStartedEventAttributes)?.eventTime
  if (!time) throw new WrongAnswer(`${workflowId} has no task in its history`)
  return Number(time.seconds) * 1000 + (time.nanos ?? 0) / 1e6
}
