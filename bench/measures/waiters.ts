import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '@temporalio/client'
import type { Bench, Measure } from '../bench.ts'
import { WrongAnswer, type Callers } from '../load/callers.ts'
import { closedLoop } from '../load/loops.ts'
import type { Stand } from '../stand/stand.ts'

const runCount = 500
const waitSeconds = 60
const settledTimeoutMs = 30_000
/** The gateway follows its registry by such polls too; one may end while this is measured. */
const ofFollower = 2
const pollOperation = 'PollWorkflowExecutionHistory'

/** Many who wait for the results of few runs, and what that costs Temporal by its own count. */
export const waiters: Measure = {
  name: 'waiters',
  title: '5,000 callers waiting for the results of 500 runs',
  needs: ['our routes', 'own processes'],
  async run(bench) {
    await using stand = await bench.open()
    const { temporal } = stand.own()
    const runs = await startRuns(bench, stand.direct().client)
    const count = bench.size({ quick: 1_000, full: 5_000 })
    using callers = await stand.openCallers(count)
    const pollsBefore = await temporal.calls(pollOperation)
    const requests = runs.map((id) =>
      callers.request({
        method: 'GET',
        path: `/runs/${id}/result`,
        headers: { prefer: `wait=${waitSeconds}` },
      }),
    )
    const waiting = Array.from({ length: count }, (_, caller) =>
      callers.send(caller, requests[caller % runs.length] ?? Buffer.alloc(0)),
    )
    const startedMs = performance.now()
    const answered = Promise.all(waiting)
    await Promise.race([answered, untilAllWait(stand, count)])
    const settledSeconds = (performance.now() - startedMs) / 1000
    const { followed } = await gatewayFigures(stand)
    const endedMs = performance.now()
    await endRuns(stand.direct().client, runs)
    assertEnded((await answered).map(({ body }) => body))
    const answeredMs = performance.now()
    // Temporal counts a poll when it ends.
    const polls = (await temporal.calls(pollOperation)) - pollsBefore
    return [
      { what: 'callers waiting at once', ours: count, unit: '' },
      {
        what: 'runs followed, by the gateway',
        ours: followed,
        unit: '',
        mark: { of: 'ours', atMost: runCount },
      },
      {
        what: 'history polls, counted by Temporal',
        ours: polls,
        unit: '',
        mark: { of: 'ours', atMost: runCount + ofFollower },
      },
      { what: 'until all of them wait', ours: settledSeconds, unit: 's' },
      {
        what: 'until all are answered, the ending of the runs included',
        ours: (answeredMs - endedMs) / 1000,
        unit: 's',
      },
    ]
  },
}

/** Runs that nobody serves: they last until they are terminated. */
async function startRuns(bench: Bench, client: Client): Promise<string[]> {
  const ids = Array.from({ length: runCount }, (_, at) => `wait-${bench.goId}-${at}`)
  await closedLoop(16, { count: runCount }, (_, at) =>
    client.workflow.start('bench.wait', {
      taskQueue: 'nobody-polls-this',
      workflowId: ids[at] ?? '',
    }),
  )
  return ids
}

async function endRuns(client: Client, ids: readonly string[]): Promise<void> {
  await closedLoop(16, { count: ids.length }, (_, at) =>
    client.workflow.getHandle(ids[at] ?? '').terminate('the measure is over'),
  )
}

async function untilAllWait(stand: Stand, count: number): Promise<void> {
  for (const giveUpAtMs = Date.now() + settledTimeoutMs; ; await sleep(50)) {
    const { inFlight } = await gatewayFigures(stand)
    // The request that asks is one of them.
    if (inFlight > count) return
    if (Date.now() > giveUpAtMs) throw new Error(`Only ${inFlight - 1} of ${count} callers wait`)
  }
}

async function gatewayFigures(stand: Stand): Promise<{ followed: number; inFlight: number }> {
  using callers: Callers = await stand.openCallers(1)
  const request = callers.request({ method: 'GET', path: '/metrics' })
  const text = (await callers.send(0, request)).body.toString()
  const figure = (name: string) =>
    Number(new RegExp(`^temporal_registry_${name}(?:\\{.*\\})? (\\d+)`, 'm').exec(text)?.[1])
  return { followed: figure('result_waits'), inFlight: figure('http_requests_in_flight') }
}

function assertEnded(answers: readonly Buffer[]): void {
  const wrong = answers.find(
    (body) => (JSON.parse(body.toString()) as { status: string }).status !== 'terminated',
  )
  if (wrong) throw new WrongAnswer(`A waiter was answered ${wrong.toString('utf8', 0, 300)}`)
}
