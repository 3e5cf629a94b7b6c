import type { Bench, Measure } from '../bench.ts'
import { enrol, tidyUp } from '../enrolment.ts'
import { WrongAnswer } from '../load/callers.ts'
import { closedLoop, median, perSecond } from '../load/loops.ts'
import { exampleInput, registrationsOf } from '../population.ts'

const manyCallers = 64
const batchSize = 500

/** Starts by the batch beside as many single ones, in turn on one gateway. Nobody runs what is started. */
export const batchStarts: Measure = {
  name: 'batch-starts',
  title: 'batches of 500 starts beside single starts by 64 callers',
  needs: ['our routes'],
  async run(bench) {
    await using stand = await bench.open()
    const one = { deployments: 1, workersEach: 1, typesEach: 1 }
    const population = { ...one, schemas: 'shared', specs: 'rich' } as const
    const registrations = registrationsOf({ prefix: `batch-${bench.goId}`, ...population }, 'ours')
    await enrol(bench, stand, registrations)
    const type = registrations[0]?.workflows[0]?.workflow_type ?? ''
    const start = { input: exampleInput(0), on_no_worker: 'queue' }
    const items = Array.from({ length: batchSize }, () => ({ workflow_type: type, ...start }))
    using callers = await stand.openCallers(manyCallers)
    const post = (path: string, body: object) => callers.request({ method: 'POST', path, body })
    const single = post(`/workflows/${type}/start`, start)
    const batch = post('/workflows/batch-start', { items })
    const byBatch: number[] = []
    const bySingle: number[] = []
    const rounds = roundsOf(bench)
    for (let round = -1; round < rounds; round++) {
      const sample = await closedLoop(1, { count: 1 }, async () => {
        assertAllStarted((await callers.send(0, batch)).body)
      })
      const singles = await closedLoop(manyCallers, { count: batchSize }, (caller) =>
        callers.send(caller, single),
      )
      if (round < 0) continue
      byBatch.push(batchSize / sample.seconds)
      bySingle.push(perSecond(singles))
    }
    await tidyUp(bench, stand, registrations)
    return [
      {
        what: `batches of ${batchSize}, one at a time`,
        ours: median(byBatch),
        unit: '/s',
        peer: { name: `single starts, ${manyCallers} callers`, value: median(bySingle) },
        ratio: median(byBatch.map((rate, at) => rate / (bySingle[at] ?? Number.NaN))),
      },
    ]
  },
}

function roundsOf(bench: Bench): number {
  return bench.size({ quick: 2, full: 8 })
}

function assertAllStarted(body: Buffer): void {
  const { counts } = JSON.parse(body.toString()) as { counts: { started: number } }
  if (counts.started !== batchSize) throw new WrongAnswer(`Only ${counts.started} were started`)
}
