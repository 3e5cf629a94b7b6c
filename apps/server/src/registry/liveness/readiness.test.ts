import { expect, test } from 'vitest'
import {
  frozenWorkers,
  leaseState,
  targetReadiness,
  workflowStatus,
  type LeaseState,
  type PollerEvidence,
} from './readiness.ts'
import type { WorkerEntry } from '../workflow/messages.ts'

const polled = (agoMs: number | null): PollerEvidence => ({
  kind: 'checked',
  checkedAtMs: 100_000,
  lastPollAtMs: agoMs === null ? null : 100_000 - agoMs,
  staleAfterMs: 75_000,
})
const unknown: PollerEvidence = { kind: 'unknown', detail: 'shed', checkedAtMs: 0 }

const targets: readonly [readonly LeaseState[], PollerEvidence, string, RegExp][] = [
  [['live'], polled(10), 'ready', /sees a poller/],
  [['live'], polled(75_000), 'ready', /sees a poller/],
  [['live'], polled(75_001), 'suspect', /over 75 s before/],
  [['live'], polled(null), 'suspect', /sees no poller/],
  [['live'], { kind: 'unchecked' }, 'suspect', /not checked yet/],
  [['live'], unknown, 'ready', /could not be checked \(shed\)/],
  [['expired', 'live'], polled(10), 'ready', /sees a poller/],
  [['draining', 'live'], polled(10), 'ready', /sees a poller/],
  [['frozen', 'expired'], polled(10), 'ready', /kept for now/],
  [['frozen'], polled(null), 'suspect', /kept for now/],
  [['draining', 'expired'], polled(10), 'draining', /take no new runs/],
  [['expired', 'expired'], polled(10), 'gone', /run out/],
  [[], polled(10), 'gone', /run out/],
]

test.each(targets)(
  'leases %j with evidence %j make a target %s',
  (leases, evidence, state, why) => {
    const readiness = targetReadiness(leases, evidence)

    expect(readiness.state).toBe(state)
    expect(readiness.reason).toMatch(why)
  },
)

test('a lease runs out one moment after its TTL', () => {
  const worker = (draining: boolean) => ({ ttl_seconds: 10, draining }) as WorkerEntry

  expect(leaseState(worker(false), 1_000, 11_000)).toBe('live')
  expect(leaseState(worker(true), 1_000, 11_000)).toBe('draining')
  expect(leaseState(worker(false), 1_000, 11_001)).toBe('expired')
  expect(leaseState(worker(true), 1_000, 11_001)).toBe('expired')
})

test("a type has its best target's state, unless something is wrong with the type itself", () => {
  const target = (state: 'ready' | 'suspect' | 'draining' | 'gone') => ({ state, reason: state })
  const sound = { enabled: true, fault: undefined }
  const fault = { code: 'schema-invalid', detail: 'bad' } as const
  const all = [target('gone'), target('draining'), target('suspect'), target('ready')]

  expect(workflowStatus(sound, all)).toEqual({ status: 'ready', reason: 'ready' })
  expect(workflowStatus(sound, all.slice(0, 3))).toMatchObject({ status: 'suspect' })
  expect(workflowStatus(sound, all.slice(0, 2))).toMatchObject({ status: 'draining' })
  expect(workflowStatus(sound, [])).toEqual({ status: 'gone', reason: 'No worker serves it' })
  expect(workflowStatus({ enabled: false, fault }, all)).toMatchObject({
    status: 'disabled',
  })
  expect(workflowStatus({ enabled: true, fault }, all)).toEqual({
    status: 'unavailable',
    reason: 'bad',
  })
})

/** So many workers that expired so long ago, and so many that are live. */
function workers(expiredAgoMs: readonly number[], liveCount: number) {
  const expired = expiredAgoMs.map((ago, at) => ({ id: `e${at}`, expiredAtMs: 100_000 - ago }))
  const live = Array.from({ length: liveCount }, (_, at) => ({
    id: `l${at}`,
    expiredAtMs: 100_000,
  }))
  return [...expired, ...live]
}

const times = (count: number, agoMs = 1_000) => Array.from({ length: count }, () => agoMs)

test('when more than half of ten or more expire within a minute, their expiry is not believed', () => {
  const frozen = (expired: readonly number[], live: number) =>
    frozenWorkers(workers(expired, live), 100_000).size

  expect(frozen(times(6), 4)).toBe(6)
  expect(frozen(times(5), 5)).toBe(0)
  expect(frozen(times(9), 0)).toBe(0)
  expect(frozen(times(10), 0)).toBe(10)
  expect(frozen(times(100), 99)).toBe(100)
})

test('expiries longer than a minute ago are believed, and do not count with the others', () => {
  const old = times(20, 60_000)

  const frozen = frozenWorkers(workers([...old, ...times(6)], 4), 100_000)

  expect([...frozen]).toEqual(['e20', 'e21', 'e22', 'e23', 'e24', 'e25'])
  expect(frozenWorkers(workers([...old, ...times(4)], 4), 100_000).size).toBe(0)
})
