import type { Bench, Measure } from '../bench.ts'
import { enrol, pages, tidyUp } from '../enrolment.ts'
import type { Callers } from '../load/callers.ts'
import { closedLoop, median, perSecond } from '../load/loops.ts'
import { original } from '../peers.ts'
import { registrationsOf } from '../population.ts'
import type { Row } from '../row.ts'
import { createCpuMeter } from '../stand/cpu-meter.ts'
import type { Stand } from '../stand/stand.ts'

const pageOf = 100
const callerCount = 8
const deployments = { small: 50, large: 500 }

/** Reads of the list, by pages and whole, from catalogues of 1,000 and 10,000 types in turn. */
export const list: Measure = {
  name: 'list',
  title: 'the list of 1,000 types by pages and whole, and of 10,000 beside it',
  needs: [],
  async run(bench) {
    await using small = await bench.open()
    await using _small = await enrolled(bench, small, deployments.small)
    using callers = await small.openCallers(callerCount)
    const all = [callers.request({ method: 'GET', path: '/registry/workflows' })]
    const whole = { stand: small, callers, requests: all }
    if (bench.options.routes === 'original') return wholeRows((await inTurn(bench, [whole]))[0])
    const page = { stand: small, callers, requests: await pageRequests(callers) }
    if (bench.options.url !== undefined) {
      const [pageRates, wholeRates] = await inTurn(bench, [page, whole])
      return [...pageRows(pageRates), ...wholeRows(wholeRates)]
    }
    await using large = await bench.open()
    await using _large = await enrolled(bench, large, deployments.large)
    using others = await large.openCallers(callerCount)
    const largePage = { stand: large, callers: others, requests: await pageRequests(others) }
    const [pageRates, largeRates, wholeRates] = await inTurn(bench, [page, largePage, whole])
    return [
      ...pageRows(pageRates),
      ...wholeRows(wholeRates),
      {
        what: `pages of ${pageOf} of 10,000 types`,
        ours: median(largeRates?.rates ?? []),
        unit: '/s',
        peer: { name: 'of 1,000 types', value: median(pageRates?.rates ?? []) },
        ratio: median(
          largeRates?.rates.map((rate, at) => rate / (pageRates?.rates[at] ?? 0)) ?? [],
        ),
        mark: { of: 'ratio', atLeast: 0.8 },
      },
    ]
  },
}

function pageRows(figures: Figures | undefined): Row[] {
  return [
    {
      what: `pages of ${pageOf} of 1,000 types`,
      ours: median(figures?.rates ?? []),
      unit: '/s',
      peer: original.list,
      mark: { of: 'ratio', atLeast: 50 },
    },
    ...(figures?.cpuRows(`gateway CPU a page of ${pageOf}`) ?? []),
  ]
}

function wholeRows(figures: Figures | undefined): Row[] {
  return [
    {
      what: 'the whole list of 1,000 types',
      ours: median(figures?.rates ?? []),
      unit: '/s',
      peer: original.list,
    },
  ]
}

async function enrolled(bench: Bench, stand: Stand, count: number): Promise<AsyncDisposable> {
  const size = { deployments: count, workersEach: 1, typesEach: 20 }
  const population = { ...size, schemas: 'distinct', specs: 'plain' } as const
  const prefix = `list-${bench.goId}`
  const registrations = registrationsOf({ prefix, ...population }, bench.options.routes)
  await enrol(bench, stand, registrations)
  return { [Symbol.asyncDispose]: () => tidyUp(bench, stand, registrations) }
}

interface Side {
  readonly stand: Stand
  readonly callers: Callers
  readonly requests: readonly Buffer[]
}

interface Figures {
  /** Requests a second, round by round. */
  readonly rates: readonly number[]
  readonly cpuRows: (what: string) => Row[]
}

/** Loads each side in turn, again and again, so that what disturbs one disturbs the others. */
async function inTurn(bench: Bench, sides: readonly Side[]): Promise<Figures[]> {
  const { rounds, seconds } = bench.size({
    quick: { rounds: 3, seconds: 0.5 },
    full: { rounds: 8, seconds: 2 },
  })
  const meters = sides.map(({ stand }) => createCpuMeter(stand))
  const rates = sides.map((): number[] => [])
  for (let round = -1; round < rounds; round++) {
    for (const [at, { callers, requests }] of sides.entries()) {
      const load = () =>
        closedLoop(callers.count, { seconds }, (caller, call) =>
          callers.send(caller, requests[call % requests.length] ?? Buffer.alloc(0)),
        )
      const sample = await (meters[at]?.during(load) ?? load())
      if (round >= 0) rates[at]?.push(perSecond(sample))
    }
  }
  return rates.map((each, at) => ({
    rates: each,
    cpuRows: (what) => meters[at]?.rows(what) ?? [],
  }))
}

/** One request a page of the list. */
async function pageRequests(callers: Callers): Promise<Buffer[]> {
  const requests: Buffer[] = []
  for await (const { path } of pages(callers, pageOf)) {
    requests.push(callers.request({ method: 'GET', path }))
  }
  return requests
}
