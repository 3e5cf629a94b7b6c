import type { Bench, Measure } from '../bench.ts'
import { pages, registerAll } from '../enrolment.ts'
import { WrongAnswer } from '../load/callers.ts'
import { median, percentile } from '../load/loops.ts'
import { registrationsOf, typeNames, type Population } from '../population.ts'
import type { Row } from '../row.ts'
import { createCpuMeter } from '../stand/cpu-meter.ts'
import type { Stand } from '../stand/stand.ts'

const typesEach = 20
const pageLimit = 1_000

/** A deployment of everything: 1,000 workers register at the same moment. */
export const registrations: Measure = {
  name: 'registrations',
  title: '1,000 workers × 20 types registering at once, with shared and with distinct schemas',
  needs: ['our routes'],
  async run(bench) {
    const deployments = bench.size({ quick: 5, full: 50 })
    const size = { deployments, workersEach: 20, typesEach, specs: 'rich' } as const
    return [
      ...(await deploy(bench, 'shared schemas', { ...size, schemas: 'shared' })),
      ...(await deploy(bench, 'distinct schemas', { ...size, schemas: 'distinct' })),
    ]
  },
}

async function deploy(
  bench: Bench,
  what: string,
  size: Omit<Population, 'prefix'>,
): Promise<Row[]> {
  await using stand = await bench.open()
  const prefix = `register-${bench.goId}`
  const workers = registrationsOf({ prefix, ...size }, 'ours')
  using callers = await stand.openCallers(workers.length)
  const startedMs = performance.now()
  const cpu = createCpuMeter(stand)
  const sample = await cpu.during(() => registerAll(callers, workers))
  await assertListed(stand, typeNames(workers), workers.length)
  const seconds = (performance.now() - startedMs) / 1000
  const count = `${workers.length.toLocaleString('en')} workers, ${what}`
  return [
    {
      what: `${count}: stored and listed`,
      ours: seconds,
      unit: 's',
      mark: { of: 'ours', atMost: 10 },
    },
    { what: `${count}: answered, p50`, ours: median(sample.latenciesMs), unit: 'ms' },
    { what: `${count}: answered, p99`, ours: percentile(sample.latenciesMs, 0.99), unit: 'ms' },
    ...cpu.rows(`${count}: gateway CPU a registration`),
  ]
}

/** What was answered must be there: a registration that was taken and then lost is worse than a refusal. */
async function assertListed(
  stand: Stand,
  types: readonly string[],
  workers: number,
): Promise<void> {
  using callers = await stand.openCallers(1)
  const listed = new Set<string>()
  for await (const { answer } of pages(callers, pageLimit)) {
    for (const type of answer.workflows) listed.add(type.workflow_type)
  }
  const missing = types.filter((type) => !listed.has(type))
  const status = await callers.send(0, callers.request({ method: 'GET', path: '/registry/status' }))
  const { worker_count: count } = JSON.parse(status.body.toString()) as { worker_count: number }
  if (missing.length === 0 && count >= workers) return
  throw new WrongAnswer(
    `${missing.length} types and ${workers - count} workers are not listed after they were taken`,
  )
}
