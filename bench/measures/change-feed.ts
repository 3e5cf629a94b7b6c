import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@temporal-registry/sdk/client'
import type { Bench, Measure } from '../bench.ts'
import { WrongAnswer } from '../load/callers.ts'
import { median, openLoop, percentile } from '../load/loops.ts'
import type { Row } from '../row.ts'

const gateways = 3
const lastArrivalMs = 10_000

/** Specs stored at one replica, and when the feeds of the two others tell of them. */
export const changeFeed: Measure = {
  name: 'change-feed',
  title: 'registrations at one of three gateways, told by the feeds of the two others',
  needs: ['our routes', 'own processes'],
  async run(bench) {
    const { perSecond, seconds } = bench.size({
      quick: { perSecond: 20, seconds: 5 },
      full: { perSecond: 50, seconds: 30 },
    })
    await using stand = await bench.open({ gateways })
    const [writing = '', ...reading] = stand.urls
    const storedMs = new Map<string, number>()
    const feeds = await Promise.all(reading.map((url) => openFeed(url)))
    const client = createClient({ url: writing })
    const typeAt = (at: number) => `fed.${bench.goId}.${at}`
    await openLoop(perSecond, seconds, async (at) => {
      storedMs.set(typeAt(at), performance.now())
      await client.workflows.put({ workflow_type: typeAt(at), task_queue: 'fed' })
    })
    const latenciesMs = await Promise.all(feeds.map((feed) => feed.latencies(storedMs)))
    const readMs = await readBack(bench, stand.urls)
    const all = latenciesMs.flat()
    const what = `${storedMs.size} registrations at ${perSecond}/s`
    return [
      { what: `${what}: told elsewhere, p50`, ours: median(all), unit: 'ms' },
      {
        what: `${what}: told elsewhere, p99`,
        ours: percentile(all, 0.99),
        unit: 'ms',
        mark: { of: 'ours', atMost: 1_500 },
      },
      { what: `${what}: told elsewhere, last`, ours: Math.max(...all), unit: 'ms' },
      ...readMs,
    ]
  },
}

/** Listens to a gateway's feed until it is asked what it heard. */
async function openFeed(url: string) {
  const stop = new AbortController()
  const heardMs = new Map<string, number>()
  const feed = createClient({ url }).changes({ kind: ['type.stored'], signal: stop.signal })
  await feed.next()
  const listening = (async () => {
    for await (const item of feed) {
      if (item.event === 'reset') throw new WrongAnswer('The feed lost its place')
      if (item.event === 'change') heardMs.set(item.change.workflow_type ?? '', performance.now())
    }
  })()
  listening.catch(() => undefined)
  return {
    async latencies(storedMs: ReadonlyMap<string, number>): Promise<number[]> {
      const giveUpAtMs = performance.now() + lastArrivalMs
      while (heardMs.size < storedMs.size && performance.now() < giveUpAtMs) await sleep(10)
      stop.abort()
      const missing = [...storedMs.keys()].filter((type) => !heardMs.has(type))
      if (missing.length > 0) throw new WrongAnswer(`${missing.length} changes were never told`)
      return [...storedMs].map(([type, atMs]) => (heardMs.get(type) ?? Number.NaN) - atMs)
    },
  }
}

/** A write at one replica, read from another with the revision it was answered with. */
async function readBack({ goId, size }: Bench, urls: readonly string[]): Promise<Row[]> {
  const [writer, reader] = urls.map((url) => createClient({ url }))
  if (!writer || !reader) return []
  const latenciesMs: number[] = []
  for (let at = 0; at < size({ quick: 50, full: 300 }); at++) {
    const type = `read.${goId}.${at}`
    const { revision } = await writer.workers.register(`reader-${goId}`, {
      task_queue: 'fed',
      workflows: [{ workflow_type: type, task_queue: 'fed' }],
    })
    const startedMs = performance.now()
    await reader.workflows.get(type, { minRevision: revision })
    latenciesMs.push(performance.now() - startedMs)
  }
  return [
    {
      what: 'read elsewhere with min_revision after the answer, p99',
      ours: percentile(latenciesMs, 0.99),
      unit: 'ms',
    },
  ]
}
