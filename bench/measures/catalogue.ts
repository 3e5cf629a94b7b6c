import { setTimeout as sleep } from 'node:timers/promises'
import type { Measure } from '../bench.ts'
import { enrol, pages } from '../enrolment.ts'
import { openCallers, WrongAnswer } from '../load/callers.ts'
import { closedLoop, perSecond } from '../load/loops.ts'
import { registrationsOf, typeNames } from '../population.ts'

const typesEach = 20
const pageOf = 100
const callerCount = 8
/** Garbage of the boot is gone by then; what a process keeps is what counts. */
const settleMs = 20_000

/** A large catalogue: a gateway that finds it there must be ready soon, and hold it in little memory. */
export const catalogue: Measure = {
  name: 'catalogue',
  title: 'a gateway that starts on a registry of 10,000 types: boot, memory, list',
  needs: ['our routes', 'own processes'],
  async run(bench) {
    const deployments = bench.size({ quick: 50, full: 500 })
    await using stand = await bench.open()
    const own = stand.own()
    const size = { deployments, workersEach: 2, typesEach }
    const population = { ...size, schemas: 'distinct', specs: 'plain' } as const
    const workers = registrationsOf({ prefix: `cat-${bench.goId}`, ...population }, 'ours')
    const enrolMs = performance.now()
    await enrol(bench, stand, workers)
    const enrolSeconds = (performance.now() - enrolMs) / 1000
    await own.gateways[0]?.stop()

    const gateway = await own.startGateway()
    using callers = await openCallers([gateway.url], callerCount, undefined)
    const requests: Buffer[] = []
    let listed = 0
    for await (const { path, answer } of pages(callers, pageOf)) {
      requests.push(callers.request({ method: 'GET', path }))
      listed += answer.workflows.length
    }
    const types = typeNames(workers).length
    if (listed !== types) {
      throw new WrongAnswer(`Ready, but ${listed} of ${types} types are listed`)
    }
    const booted = gateway.memory()
    const seconds = bench.size({ quick: 1, full: 8 })
    const sample = await closedLoop(callerCount, { seconds }, (caller, at) =>
      callers.send(caller, requests[at % requests.length] ?? Buffer.alloc(0)),
    )
    await sleep(settleMs)
    const settled = gateway.memory()
    const count = `${types.toLocaleString('en')} types`
    return [
      {
        what: `${count}: boot to ready`,
        ours: gateway.readySeconds,
        unit: 's',
        mark: { of: 'ours', atMost: 10 },
      },
      {
        what: `${count}: memory, ${settleMs / 1000} s after the load`,
        ours: settled.residentMb,
        unit: 'MB',
        mark: { of: 'ours', atMost: 400 },
      },
      { what: `${count}: memory after boot`, ours: booted.residentMb, unit: 'MB' },
      { what: `${count}: memory at its peak`, ours: settled.peakMb, unit: 'MB' },
      { what: `${count}: pages of ${pageOf}`, ours: perSecond(sample), unit: '/s' },
      { what: `${count}: registered in`, ours: enrolSeconds, unit: 's' },
    ]
  },
}
