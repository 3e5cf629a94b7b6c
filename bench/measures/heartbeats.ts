import { registryWire } from '@temporal-registry/contract/registry-wire'
import type { Measure } from '../bench.ts'
import { enrol, tidyUp } from '../enrolment.ts'
import { historyLength } from '../history-length.ts'
import { median, openLoop, percentile, perSecond } from '../load/loops.ts'
import { registrationsOf } from '../population.ts'
import { createCpuMeter } from '../stand/cpu-meter.ts'

const beatsPerSecond = 1_000
/** Half a per cent of a beat: the events of one write a lease window, however many beat in it. */
const eventsPerBeat = 0.005

/** 1,000 workers that beat once a second each, and what that adds to the registry's history. */
export const heartbeats: Measure = {
  name: 'heartbeats',
  title: '1,000 heartbeats a second on one replica, and the history they add',
  needs: ['our routes', 'Temporal'],
  async run(bench) {
    await using stand = await bench.open()
    const { workers, seconds, ttlSeconds } = bench.size({
      quick: { workers: 200, seconds: 5, ttlSeconds: 10 },
      full: { workers: 1_000, seconds: 60, ttlSeconds: 60 },
    })
    const size = { deployments: workers / 20, workersEach: 20, typesEach: 1, ttlSeconds }
    const prefix = `beat-${bench.goId}`
    const beating = registrationsOf({ prefix, ...size, schemas: 'shared', specs: 'plain' }, 'ours')
    await enrol(bench, stand, beating)
    using callers = await stand.openCallers(beating.length)
    const requests = beating.map(({ worker_id: id }) =>
      callers.request({ method: 'POST', path: `/registry/workers/${id}/heartbeat` }),
    )
    const { client } = stand.direct()
    const before = await historyLength(client, registryWire.workflowId)
    const cpu = createCpuMeter(stand)
    const beat = async (at: number) => {
      const worker = at % beating.length
      const request = requests[worker]
      if (request) await callers.send(worker, request)
    }
    const sample = await cpu.during(() => openLoop(beatsPerSecond, seconds, beat))
    const added = (await historyLength(client, registryWire.workflowId)) - before
    await tidyUp(bench, stand, beating)
    return [
      {
        what: 'heartbeats answered',
        ours: perSecond(sample),
        unit: '/s',
        mark: { of: 'ours', atLeast: beatsPerSecond * 0.99 },
      },
      { what: 'p50 from when each was due', ours: median(sample.latenciesMs), unit: 'ms' },
      {
        what: 'p99 from when each was due',
        ours: percentile(sample.latenciesMs, 0.99),
        unit: 'ms',
      },
      { what: `history events added by ${sample.count} beats`, ours: added, unit: '' },
      {
        what: 'history events a beat',
        ours: added / sample.count,
        unit: '',
        mark: { of: 'ours', atMost: eventsPerBeat },
      },
      ...cpu.rows('gateway CPU a beat'),
    ]
  },
}
