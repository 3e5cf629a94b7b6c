import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bench, Measure } from '../bench.ts'
import { median } from '../load/loops.ts'
import type { Row } from '../row.ts'

/** From spawning the process to `/ready`, with Temporal up: with the workflow bundle kept, and without. */
export const coldStart: Measure = {
  name: 'cold-start',
  title: 'a gateway from nothing to ready, with an empty and with a filled bundle cache',
  needs: ['own processes'],
  async run(bench) {
    await using stand = await bench.open({ gateways: 0 })
    const times = bench.size({ quick: 1, full: 5 })
    const first = await inCache((env) => readyTimes(stand.own(), 1, env))
    const empty: number[] = []
    for (let at = 0; at < times; at++) {
      empty.push(...(await inCache((env) => readyTimes(stand.own(), 1, env))))
    }
    const filled = await inCache(async (env) => {
      await readyTimes(stand.own(), 1, env)
      return readyTimes(stand.own(), times, env)
    })
    return [
      row('filled bundle cache', median(filled)),
      row('filled bundle cache, slowest', Math.max(...filled)),
      row('empty bundle cache', median(empty)),
      { what: 'the first ever on this Temporal, empty cache', ours: median(first), unit: 's' },
    ]
  },
}

const row = (what: string, seconds: number): Row => ({
  what,
  ours: seconds,
  unit: 's',
  mark: { of: 'ours', atMost: 3 },
})

type Env = Readonly<Record<string, string>>

async function inCache<T>(work: (env: Env) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'temporal-registry-bench-cache-'))
  try {
    return await work({ XDG_CACHE_HOME: dir })
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

async function readyTimes(
  own: ReturnType<Awaited<ReturnType<Bench['open']>>['own']>,
  times: number,
  env: Env,
): Promise<number[]> {
  const seconds: number[] = []
  for (let at = 0; at < times; at++) {
    const gateway = await own.startGateway(env)
    seconds.push(gateway.readySeconds)
    await gateway.stop()
  }
  return seconds
}
