import type { ActivityRunSummary } from '@temporal-registry/contract/activity-runs'
import { overlapPolicies, type OverlapPolicy } from '@temporal-registry/contract/schedule-body'
import type { TriggerRecord } from '@temporal-registry/contract/triggers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshPostgres } from '../../../test/database.ts'
import { startTestGateway, type TestGateway } from '../../../test/gateway.ts'
import { mostAtOnce } from '../../../test/runs-at-once.ts'
import { eventually } from '../../../test/wait.ts'

/** What came of a definition that fires four times, every 2 s, and whose runs take 7. */
interface Seen {
  /** In the order of their fires. */
  readonly records: readonly TriggerRecord[]
  readonly runs: readonly ActivityRunSummary[]
}

const fires = 4
let gateway: TestGateway
let place: Awaited<ReturnType<typeof freshPostgres>>
const seen = {} as Record<OverlapPolicy, Seen>

/** All policies side by side. */
beforeAll(async () => {
  place = await freshPostgres()
  gateway = await startTestGateway({ database: `{ url: '${place.url}' }` })
  await Promise.all(overlapPolicies.map(async (policy) => (seen[policy] = await seenUnder(policy))))
}, 180_000)

afterAll(async () => {
  await gateway.close()
  await place.remove()
})

async function seenUnder(policy: OverlapPolicy): Promise<Seen> {
  const { activityDefinitions, triggers, activityRuns } = gateway.client
  // Its schedule has to be there before the first.
  const first = Math.ceil(Date.now() / 1_000) + 8
  const at = [0, 2, 4, 6].map((seconds) => new Date((first + seconds) * 1_000).toISOString())
  const misfire = { policy: 'all', grace_seconds: 600 } as const
  const { id, name } = await activityDefinitions.create({
    name: policy.replaceAll('_', '-'),
    trigger: { schedule: { at, overlap_policy: policy, misfire } },
    tasks: [{ name: 'long', wait: { seconds: 7 } }],
  })
  const records = await eventually(async () => {
    const found = (await triggers.list({ definition_id: id })).triggers
      .filter(({ reason }) => reason !== 'A newer one took its place')
      .toSorted(byTime)
    return found.length === fires && found
  }, 60_000)
  const runs = await eventually(async () => {
    const found = (await activityRuns.list({ definition_id: id })).runs.toReversed()
    return found.every((run) => run.finished_at !== null) && found
  }, 120_000)
  await activityDefinitions.delete(name)
  return { records, runs }
}

function byTime(one: TriggerRecord, other: TriggerRecord): number {
  return String(one.occurrence_key).localeCompare(String(other.occurrence_key))
}

const outcomesUnder = (policy: OverlapPolicy) => seen[policy].records.map(({ outcome }) => outcome)
const statusesUnder = (policy: OverlapPolicy) => seen[policy].runs.map(({ status }) => status)

/** Seconds between the first fire and the others, by the times that they were meant for. */
function secondsAfterFirst({ records }: Seen): number[] {
  const times = records.map((record) => Date.parse(String(record.occurrence_key).slice(2)))
  return times.slice(1).map((ms) => (ms - (times[0] ?? 0)) / 1000)
}

test('skip: one run, and three skipped within its 7 s', () => {
  expect(outcomesUnder('skip')).toEqual(['started', ...Array<string>(3).fill('skipped_overlap')])
  expect(secondsAfterFirst(seen.skip)).toEqual([2, 4, 6])
  expect(seen.skip.records[1]?.details).toEqual({ open_runs: [seen.skip.runs[0]?.id] })
  expect(statusesUnder('skip')).toEqual(['succeeded'])
})

test('buffer one: the second waits for the first, and those after it are skipped', () => {
  const [, second] = seen.buffer_one.records
  expect(outcomesUnder('buffer_one')).toEqual([
    ...['started', 'started'],
    ...['skipped_overlap', 'skipped_overlap'],
  ])
  expect(second?.reason).toBe('Queued: 1 earlier run is open')
  expect(statusesUnder('buffer_one')).toEqual(['succeeded', 'succeeded'])
  expect(mostAtOnce(seen.buffer_one.runs, 'started_at')).toBe(1)
})

test('buffer all: each waits for those before it', () => {
  expect(outcomesUnder('buffer_all')).toEqual(Array(fires).fill('started'))
  expect(statusesUnder('buffer_all')).toEqual(Array(fires).fill('succeeded'))
  expect(mostAtOnce(seen.buffer_all.runs, 'started_at')).toBe(1)
  const inOrder = seen.buffer_all.runs.map((run) => run.scheduled_for)
  expect(inOrder).toEqual(inOrder.toSorted())
})

test.each(['cancel_other', 'terminate_other'] as const)(
  '%s: each ends the one before it, and the last goes on to its end',
  (policy) => {
    expect(outcomesUnder(policy)).toEqual(Array(fires).fill('started'))
    expect(statusesUnder(policy)).toEqual([
      ...Array<string>(fires - 1).fill('cancelled'),
      'succeeded',
    ])
    expect(mostAtOnce(seen[policy].runs, 'started_at')).toBe(1)
  },
)

test('allow all: they are open together', () => {
  expect(outcomesUnder('allow_all')).toEqual(Array(fires).fill('started'))
  expect(statusesUnder('allow_all')).toEqual(Array(fires).fill('succeeded'))
  expect(mostAtOnce(seen.allow_all.runs, 'started_at')).toBe(fires)
})
