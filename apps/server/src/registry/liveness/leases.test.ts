import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLeases } from './leases.ts'

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
afterEach(() => void vi.useRealTimers())

/** Leases over a registry that takes renewals, or not. */
function startLeases(isTaken: () => boolean = () => true) {
  const renewals: Record<string, number>[] = []
  const renew = async (lastSeenMs: Record<string, number>) => {
    if (!isTaken()) throw new Error('away')
    renewals.push(lastSeenMs)
  }
  const leases = createLeases(renew, Date.now, pino({ level: 'silent' }))
  return { leases, renewals }
}

test('however many workers beat, one renewal is written a window, with the last beat of each', async () => {
  const { leases, renewals } = startLeases()

  for (let beat = 0; beat < 10; beat++) {
    for (let worker = 0; worker < 100; worker++) leases.beat(`w${worker}`, 60)
    await vi.advanceTimersByTimeAsync(1_000)
  }

  expect(renewals).toHaveLength(1)
  expect(Object.keys(renewals[0] ?? {})).toHaveLength(100)
  expect(renewals[0]?.['w7']).toBe(1_009_000)
})

test('the window is a sixth of the shortest lease that beats, within 2 s and a minute', async () => {
  const windowsMs = { 5: 2_000, 60: 10_000, 120: 20_000, 3_600: 60_000 }
  for (const [ttlSeconds, windowMs] of Object.entries(windowsMs)) {
    const { leases, renewals } = startLeases()

    leases.beat('w', Number(ttlSeconds))
    await vi.advanceTimersByTimeAsync(windowMs - 1)
    const tooEarly = renewals.length
    await vi.advanceTimersByTimeAsync(1)

    expect([tooEarly, renewals.length]).toEqual([0, 1])
  }
})

test('a short lease shortens a window that a long one began, and a long one does not lengthen it', async () => {
  const { leases, renewals } = startLeases()

  leases.beat('long', 3_600)
  leases.beat('short', 5)
  leases.beat('long', 3_600)
  await vi.advanceTimersByTimeAsync(2_000)

  expect(renewals.map((renewal) => Object.keys(renewal))).toEqual([['long', 'short']])
})

test('nothing is written when nobody beats', async () => {
  const { leases, renewals } = startLeases()
  leases.beat('w', 5)

  await vi.advanceTimersByTimeAsync(3_600_000)

  expect(renewals).toHaveLength(1)
})

test('beats that could not be written are written when they can, the newest of each worker', async () => {
  let isUp = false
  const { leases, renewals } = startLeases(() => isUp)
  leases.beat('a', 5)
  leases.beat('b', 5)
  await vi.advanceTimersByTimeAsync(2_000)
  leases.beat('b', 5)
  await vi.advanceTimersByTimeAsync(10_000)

  isUp = true
  await vi.advanceTimersByTimeAsync(2_000)

  expect(renewals).toEqual([{ a: 1_000_000, b: 1_002_000 }])
})

test('more workers than fit into one op are written in several', async () => {
  const { leases, renewals } = startLeases()
  for (let worker = 0; worker < 2_500; worker++) leases.beat(`w${worker}`, 5)

  await vi.advanceTimersByTimeAsync(2_000)

  expect(renewals.map((renewal) => Object.keys(renewal).length)).toEqual([1_000, 1_000, 500])
})

test('nothing is written after closing', async () => {
  const { leases, renewals } = startLeases()
  leases.beat('w', 5)

  leases.close()
  await vi.advanceTimersByTimeAsync(10_000)

  expect(renewals).toEqual([])
})

/** For how long at most the other replicas saw no beat of a worker whose replica is killed. */
async function longestSilenceMs(ttlMs: number, killedAfterMs: number): Promise<number> {
  const [killed, other] = [startLeases(), startLeases()]
  const stepMs = ttlMs / 120
  let seenMs = Date.now()
  let longestMs = 0
  for (let step = 0; step < 480; step++) {
    const isKilled = step * stepMs >= killedAfterMs
    if (isKilled) killed.leases.close()
    if (step % 40 === 0) (isKilled ? other : killed).leases.beat('w', ttlMs / 1_000)
    await vi.advanceTimersByTimeAsync(stepMs)
    const written = [...killed.renewals, ...other.renewals].map((renewal) => renewal['w'] ?? 0)
    seenMs = Math.max(seenMs, ...written)
    longestMs = Math.max(longestMs, Date.now() - seenMs)
  }
  return longestMs
}

test('a killed replica takes no lease with it that is renewed at another, whenever it is killed', async () => {
  for (const ttlMs of [12_000, 60_000, 300_000]) {
    for (let part = 0; part < 12; part++) {
      const silenceMs = await longestSilenceMs(ttlMs, ttlMs + (part * ttlMs) / 12 - 1)
      // A second is left for the calls in between.
      expect(silenceMs).toBeLessThan(ttlMs - 1_000)
    }
  }
})
