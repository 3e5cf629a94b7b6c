import type { Bench, Measure } from '../bench.ts'
import { enrol, tidyUp } from '../enrolment.ts'
import { inProcessDispatch } from '../in-process-dispatch.ts'
import { closedLoop, perSecond } from '../load/loops.ts'
import { exampleInput, registrationsOf, type Registration } from '../population.ts'
import type { Row } from '../row.ts'

const callerCount = 16
const everySteps = 256

/** A start that is checked and not made: the type is found, the target chosen, the input validated. */
export const validate: Measure = {
  name: 'validate',
  title: 'finding the target of a start and checking its input, in memory and over HTTP',
  needs: ['our routes'],
  async run(bench) {
    const size = { deployments: 50, workersEach: 1, typesEach: 20 }
    const population = { ...size, schemas: 'distinct', specs: 'rich' } as const
    const workers = registrationsOf({ prefix: `check-${bench.goId}`, ...population }, 'ours')
    return [inMemory(bench, workers), await overHttp(bench, workers)]
  },
}

/** The gateway's own code without HTTP around it, in this process. */
function inMemory(bench: Bench, workers: readonly Registration[]): Row {
  const validateStart = inProcessDispatch(workers)
  const starts = startsOf(workers)
  for (const { type, input } of starts) validateStart(type, input)
  const endMs = performance.now() + bench.size({ quick: 500, full: 5_000 })
  const startedMs = performance.now()
  let count = 0
  while (performance.now() < endMs) {
    for (let step = 0; step < everySteps; step++, count++) {
      const start = starts[count % starts.length]
      if (start) validateStart(start.type, start.input)
    }
  }
  const seconds = (performance.now() - startedMs) / 1000
  return {
    what: '1,000 types in memory',
    ours: count / seconds,
    unit: '/s',
    mark: { of: 'ours', atLeast: 10_000 },
  }
}

async function overHttp(bench: Bench, workers: readonly Registration[]): Promise<Row> {
  await using stand = await bench.open()
  await enrol(bench, stand, workers)
  using callers = await stand.openCallers(callerCount)
  // Nobody polls these queues, and whether somebody does is not what is measured.
  const requests = startsOf(workers).map(({ type, input }) =>
    callers.request({
      method: 'POST',
      path: `/workflows/${type}/validate`,
      body: { input, on_no_worker: 'queue' },
    }),
  )
  const call = (caller: number, at: number) =>
    callers.send(caller, requests[at % requests.length] ?? Buffer.alloc(0))
  await closedLoop(callerCount, { count: requests.length }, call)
  const seconds = bench.size({ quick: 1, full: 8 })
  const sample = await closedLoop(callerCount, { seconds }, call)
  await tidyUp(bench, stand, workers)
  return { what: '1,000 types over HTTP', ours: perSecond(sample), unit: '/s' }
}

function startsOf(workers: readonly Registration[]) {
  return workers
    .flatMap(({ workflows }) => workflows)
    .map(({ workflow_type: type }, seed) => ({ type, input: exampleInput(seed) }))
}
