import { setTimeout as sleep } from 'node:timers/promises'
import type { Measure } from '../bench.ts'
import { WrongAnswer, type Callers } from '../load/callers.ts'
import { closedLoop } from '../load/loops.ts'
import type { Stand } from '../stand/stand.ts'

const starters = 64
const visibleTimeoutMs = 60_000
/** Longer than a report is answered again. */
const reportExpiresMs = 5_500

interface Report {
  readonly open_run_count: number
  readonly orphan_run_count: number
  readonly is_complete: boolean
}

/** What it takes to find that all open runs are orphans, as when every worker is gone. */
export const orphans: Measure = {
  name: 'orphans',
  title: 'the orphan report over 10,000 open runs',
  needs: ['our routes', 'Temporal'],
  async run(bench) {
    await using stand = await bench.open()
    const count = bench.size({ quick: 1_000, full: 10_000 })
    const queueCount = 20
    const { client } = stand.direct()
    await closedLoop(starters, { count }, (_, at) =>
      client.workflow.start(`orphan-${at % 5}`, {
        taskQueue: `orphans-${bench.goId}-${at % queueCount}`,
        workflowId: `orphan-${bench.goId}-${at}`,
      }),
    )
    using callers = await stand.openCallers(1)
    await untilVisible(stand, bench.goId, count)
    const first = await timed(callers, count)
    await sleep(reportExpiresMs)
    const second = await timed(callers, count)
    return [
      {
        what: `${count} open runs on ${queueCount} queues nobody serves`,
        ours: first,
        unit: 's',
        mark: { of: 'ours', atMost: 10 },
      },
      { what: 'the same, its task queues known', ours: second, unit: 's' },
    ]
  },
}

async function timed(callers: Callers, count: number): Promise<number> {
  const request = callers.request({ method: 'GET', path: '/registry/orphans?limit=1000' })
  const beganMs = performance.now()
  const { body } = await callers.send(0, request)
  const seconds = (performance.now() - beganMs) / 1000
  const report = JSON.parse(body.toString()) as Report
  if (report.orphan_run_count < count || !report.is_complete) {
    throw new WrongAnswer(`Of ${count} orphans ${report.orphan_run_count} were found`)
  }
  return seconds
}

/** Visibility lags behind starts; how far is Temporal's affair. */
async function untilVisible(stand: Stand, goId: string, count: number): Promise<void> {
  const { client } = stand.direct()
  for (const giveUpAtMs = Date.now() + visibleTimeoutMs; ; await sleep(250)) {
    const seen = await client.workflow.count(`WorkflowId STARTS_WITH 'orphan-${goId}-'`)
    if (seen.count >= count) return
    if (Date.now() > giveUpAtMs) throw new Error(`Only ${seen.count} runs became visible`)
  }
}
