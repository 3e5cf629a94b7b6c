import type { Bench, Measure } from '../bench.ts'
import { WrongAnswer, type Callers } from '../load/callers.ts'
import { closedLoop, percentile } from '../load/loops.ts'
import { registrationsOf, type Registration } from '../population.ts'
import type { Row } from '../row.ts'

const callerCount = 16
const typesEach = 20

/**
 * A registry filled until it refuses. It must say so and nothing else, go on serving those it has,
 * and be one that a gateway can start on.
 */
export const capacity: Measure = {
  name: 'capacity',
  title: 'a registry filled until it is full: what fits, and whether it lives on',
  needs: ['our routes', 'own processes'],
  async run(bench) {
    const deployments = bench.size({ quick: 100, full: 1_000 })
    const size = { deployments, workersEach: 1, typesEach }
    const population = { ...size, schemas: 'distinct', specs: 'rich' } as const
    const workers = registrationsOf({ prefix: `full-${bench.goId}`, ...population }, 'ours')
    await using stand = await bench.open()
    using callers = await stand.openCallers(callerCount)
    const { taken, latenciesMs } = await fill(callers, workers)
    await assertRenewed(callers, taken)
    await stand.own().gateways[0]?.stop()
    const gateway = await stand.own().startGateway()
    const types = taken.length * typesEach
    return rowsOf(bench, { types, latenciesMs, boot: gateway.readySeconds })
  },
}

/** Registers until the first refusal; what was under way then may still fit. */
async function fill(
  callers: Callers,
  workers: readonly Registration[],
): Promise<{ taken: readonly Registration[]; latenciesMs: readonly number[] }> {
  const taken: Registration[] = []
  const latenciesMs: number[] = []
  let isFull = false
  await closedLoop(callerCount, { count: workers.length }, async (caller, at) => {
    const worker = workers[at]
    if (isFull || !worker) return
    const askedMs = performance.now()
    const { status, body } = await callers.ask(caller, registering(callers, worker))
    latenciesMs.push(performance.now() - askedMs)
    if (status === 200) taken.push(worker)
    else if (body.includes('"registry-full"')) isFull = true
    else {
      const types = taken.length * typesEach
      throw new WrongAnswer(
        `With ${types} types stored: ${status} ${body.toString('utf8', 0, 300)}`,
      )
    }
  })
  return { taken, latenciesMs }
}

/** Whoever is in goes on: a full registry has no reason to refuse what it holds already. */
async function assertRenewed(callers: Callers, taken: readonly Registration[]): Promise<void> {
  for (const worker of [taken[0], taken.at(-1)]) {
    if (worker) await callers.send(0, registering(callers, worker))
  }
}

function registering(callers: Callers, worker: Registration): Buffer {
  const path = `/registry/workers/${worker.worker_id}`
  return callers.request({ method: 'PUT', path, body: worker })
}

function rowsOf(
  bench: Bench,
  { types, latenciesMs, boot }: { types: number; latenciesMs: readonly number[]; boot: number },
): Row[] {
  const most = bench.options.isQuick ? ', none refused' : ' until it is full'
  return [
    { what: `types stored${most}`, ours: types, unit: '' },
    { what: 'a registration, p99', ours: percentile(latenciesMs, 0.99), unit: 'ms' },
    {
      what: 'boot to ready on it',
      ours: boot,
      unit: 's',
      mark: { of: 'ours', atMost: 10 },
    },
  ]
}
