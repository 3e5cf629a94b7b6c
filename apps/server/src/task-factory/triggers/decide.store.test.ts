import { randomUUID } from 'node:crypto'
import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { createRunStore } from '../runs/store.ts'
import type { FactoryTables } from '../tables.ts'
import { createDecide } from './decide.ts'
import type { Candidate, Decision } from './candidate.ts'
import { createEndRun } from './ending.ts'
import { createFlowStore } from './flow-store.ts'
import { createLedgerStore } from './ledger-store.ts'
import { createOutboxStore } from './outbox-store.ts'

const database = await openTestDatabase()
const tables = database.of<FactoryTables>()
const begin = new Date('2026-01-01T00:00:00Z')

/** Deciding for one definition, with a clock that stands still until it is moved. */
function deciding(more: Partial<ActivityDefinitionBody> = {}) {
  const namespace = `ns-${randomUUID()}`
  let nowMs = begin.getTime()
  let ids = 0
  const prefix = randomUUID().slice(0, 24)
  const deps = {
    flow: createFlowStore(namespace),
    outbox: createOutboxStore(namespace),
    ledger: createLedgerStore(namespace),
    runs: createRunStore(namespace),
    closeHumanTasks: async () => {},
    newId: () => prefix + String(++ids).padStart(12, '0'),
    now: () => new Date(nowMs),
  }
  const decide = createDecide(deps)
  const endRun = createEndRun(deps)
  const body: ActivityDefinitionBody = {
    name: 'order',
    trigger: { event: { types: ['order'] } },
    tasks: [{ name: 'one', wait: { seconds: 1 } }],
    ...more,
  }
  const definition = { id: randomUUID(), name: 'order', version: 1, body }
  let events = 0
  const candidate = (some: Partial<Candidate> = {}): Candidate => {
    const eventId = randomUUID()
    return {
      definition,
      kind: 'event',
      occurrenceKey: `e:${++events}`,
      attempt: 1,
      eventIds: [eventId],
      depth: 0,
      keys: {},
      ...some,
    }
  }
  return {
    ...deps,
    definition,
    candidate,
    /** Decides about a new event, or what is said of it. */
    meet: (some: Partial<Candidate> = {}, resumed?: Parameters<typeof decide>[2]) =>
      tables.transaction((trx) => decide(trx, candidate(some), resumed)),
    async meetAll(count: number, some: (at: number) => Partial<Candidate> = () => ({})) {
      const decisions: Decision[] = []
      for (let at = 0; at < count; at++) {
        decisions.push(await tables.transaction((trx) => decide(trx, candidate(some(at)))))
      }
      return decisions
    },
    end: (runId: string | undefined, status: 'succeeded' | 'failed' = 'succeeded') =>
      tables.transaction(async (trx) => {
        const run = await deps.runs.find(trx, runId ?? '')
        return run && endRun(trx, run, { status })
      }),
    pass: (ms: number) => void (nowMs += ms),
    run: (id: string | undefined) => tables.query((db) => deps.runs.find(db, id ?? '')),
    runs: () => tables.query((db) => deps.runs.list(db, {}, 1_000)),
    records: () => tables.query((db) => deps.ledger.list(db, {}, 1_000)),
    due: (kinds: ('start' | 'trigger' | 'group' | 'cancel' | 'terminate')[]) =>
      tables.transaction((trx) => {
        const until = new Date(nowMs + 30_000)
        return deps.outbox.claim(trx, { kinds, now: new Date(nowMs), until, limit: 1_000 })
      }),
  }
}

const outcomes = (decisions: readonly Decision[]) => decisions.map(({ outcome }) => outcome)

test('a trigger makes a run, what begins it, and a row of the ledger', async () => {
  const { meet, run, records, due, definition } = deciding()

  const decision = await meet({ input: { a: [1] }, occurrenceKey: 'e:abc' })

  expect(decision).toMatchObject({ stage: 'start', outcome: 'started', isQueued: false })
  expect(await run(decision.runId)).toMatchObject({
    status: 'starting',
    workflow_id: `activity-${definition.id}-e:abc`,
    version_used: 1,
    input: { a: [1] },
    place: { overlap: 'allow_all' },
  })
  expect(await due(['start'])).toMatchObject([{ ref: decision.runId, attempts: 1 }])
  expect(await records()).toMatchObject([
    { outcome: 'started', run_id: decision.runId, definition: { name: 'order', version: 1 } },
  ])
})

test('an occurrence runs once, and every further time points at the run', async () => {
  const { meet, runs } = deciding()

  const first = await meet({ occurrenceKey: 't:1' })
  const again = await meet({ occurrenceKey: 't:1' })
  const forced = await meet({ occurrenceKey: 't:1', attempt: 2 })

  expect(again).toMatchObject({ outcome: 'duplicate', runId: first.runId })
  expect(forced.outcome).toBe('started')
  expect((await runs()).map(({ attempt }) => attempt).toSorted()).toEqual([1, 2])
})

test('a paused definition runs nothing, and says why', async () => {
  const { meet, definition, runs } = deciding()

  const decision = await meet({ definition: { ...definition, pausedBecause: 'Paused: holidays' } })

  expect(decision).toMatchObject({ stage: 'definition', outcome: 'paused' })
  expect(await runs()).toEqual([])
})

test('a dedupe key is held until its run has ended, or as long as it says', async () => {
  const untilEnd = deciding({ dedupe: { key: 'x' } })
  const forAMinute = deciding({ dedupe: { key: 'x', ttl_seconds: 60 } })
  const cart = { keys: { dedupe: 'cart-1' } }

  const first = await untilEnd.meet(cart)
  const second = await untilEnd.meet(cart)
  await untilEnd.end(first.runId)
  const third = await untilEnd.meet(cart)
  const begun = await forAMinute.meet(cart)
  await forAMinute.end(begun.runId)
  const within = await forAMinute.meet(cart)
  forAMinute.pass(60_000)
  const after = await forAMinute.meet(cart)

  expect(outcomes([first, second, third])).toEqual(['started', 'deduplicated', 'started'])
  expect(second.runId).toBe(first.runId)
  expect(outcomes([begun, within, after])).toEqual(['started', 'deduplicated', 'started'])
})

test('a rate limit lets so many through in a period, by key', async () => {
  const { meetAll, meet, pass } = deciding({
    flow: { rate_limit: { limit: 2, period_seconds: 10, key: 'x' } },
  })
  const of = (key: string) => ({ keys: { rate_limit: key } })

  const decisions = await meetAll(4, (at) => of(at === 3 ? 'b' : 'a'))
  pass(5_000)
  const later = await meet(of('a'))

  expect(outcomes(decisions)).toEqual(['started', 'started', 'rate_limited', 'started'])
  expect(later.outcome).toBe('started')
})

test('a throttle holds back what is too much, and loses nothing', async () => {
  const { meetAll, meet, pass, due, run, candidate } = deciding({
    flow: { throttle: { limit: 2, period_seconds: 1 } },
  })

  const decisions = await meetAll(4)
  const dueAtOnce = await due(['trigger'])
  pass(500)
  const [row] = await due(['trigger'])
  const { candidate: held } = (row?.payload ?? {}) as { candidate: Candidate }
  const resumed = await meet(
    { ...held, definition: candidate().definition },
    { at: 'debounce', runId: row?.ref ?? '' },
  )

  expect(outcomes(decisions)).toEqual(['started', 'started', 'throttled', 'throttled'])
  expect(dueAtOnce).toEqual([])
  expect(row?.ref).toBe(decisions[2]?.runId)
  expect(resumed).toMatchObject({ outcome: 'started', runId: decisions[2]?.runId })
  expect((await run(resumed.runId))?.occurrence_key).toBe('e:3')
})

test('a debounce collects all events and is due when none has come for a while, or after the longest wait', async () => {
  const { meet, pass, due, flow } = deciding({
    flow: { debounce: { wait_seconds: 1, max_wait_seconds: 2 } },
  })

  for (let at = 0; at < 4; at++) {
    await meet()
    pass(800)
  }

  // Each pushed it back by a second, but not beyond two after the first.
  const [row] = await due(['group'])
  const group = await tables.query((db) => flow.findGroup(db, row?.ref ?? ''))
  expect(group?.eventIds).toHaveLength(4)
  expect(row?.due_at).toEqual(new Date(begin.getTime() + 2_000))
})

test('a batch runs when it is full, and what is left after its wait', async () => {
  const { meetAll, runs, due, pass } = deciding({
    flow: { batch: { max_size: 3, wait_seconds: 5 } },
  })

  const decisions = await meetAll(7)
  const dueAtOnce = await due(['group'])
  pass(5_000)

  expect(outcomes(decisions)).toEqual([
    'batched',
    'batched',
    'started',
    'batched',
    'batched',
    'started',
    'batched',
  ])
  expect((await runs()).map((run) => run.event_ids.length)).toEqual([3, 3])
  expect((await runs())[0]?.occurrence_key).toMatch(/^b:[0-9a-f]{64}$/)
  expect(dueAtOnce).toEqual([])
  expect(await due(['group'])).toHaveLength(1)
})

test('runs queue for a place by key, in order, and whoever ends hands it on', async () => {
  const { meetAll, end, run, due } = deciding({ flow: { concurrency: { limit: 1, key: 'x' } } })
  const customers = ['a', 'a', 'a', 'b']

  const decisions = await meetAll(4, (at) => ({ keys: { concurrency: customers[at] } }))
  const [first, second, third, other] = decisions.map(({ runId }) => runId)
  await due(['start'])
  await end(first, 'failed')
  const statuses = await Promise.all([first, second, third, other].map(run))

  expect(decisions.map(({ isQueued }) => isQueued)).toEqual([false, true, true, false])
  expect(decisions[1]?.reason).toMatch(/Queued: 1 of key "a" is open/)
  expect(statuses.map((one) => one?.status)).toEqual(['failed', 'starting', 'queued', 'starting'])
  expect((await due(['start'])).map(({ ref }) => ref)).toEqual([second])
})

test('a full limit can refuse the new one, or end the old one for it', async () => {
  const refusing = deciding({ flow: { concurrency: { limit: 1, on_limit: 'cancel_new' } } })
  const replacing = deciding({ flow: { concurrency: { limit: 1, on_limit: 'cancel_running' } } })

  const refused = await refusing.meetAll(2)
  const [first, second, third] = await replacing.meetAll(3)
  const cancelled = await replacing.due(['cancel'])
  await replacing.end(first?.runId)
  const statuses = await Promise.all([second, third].map((one) => replacing.run(one?.runId)))

  expect(outcomes(refused)).toEqual(['started', 'cancelled_new'])
  expect(cancelled.map(({ ref }) => ref)).toEqual([first?.runId])
  expect(statuses.map((one) => one?.status)).toEqual(['cancelled', 'starting'])
  expect((await replacing.records()).map(({ outcome }) => outcome)).toContain('superseded')
})

test.each([
  ['skip', ['started', 'skipped_overlap', 'skipped_overlap'], ['running']],
  ['buffer_one', ['started', 'started', 'skipped_overlap'], ['running', 'queued']],
  ['buffer_all', ['started', 'started', 'started'], ['running', 'queued', 'queued']],
  ['allow_all', ['started', 'started', 'started'], ['running', 'running', 'running']],
  ['cancel_other', ['started', 'started', 'started'], ['running', 'cancelled', 'queued']],
  ['terminate_other', ['started', 'started', 'started'], ['running', 'cancelled', 'queued']],
] as const)('fires that overlap under %s', async (policy, expected, statuses) => {
  const { meetAll, runs, due } = deciding({
    trigger: { schedule: { cron: ['* * * * *'], overlap_policy: policy } },
  })

  const decisions = await meetAll(3, (at) => ({
    kind: 'schedule',
    occurrenceKey: `t:${at}`,
    eventIds: [],
    begun: { workflowId: `w-${at}`, runId: randomUUID() },
  }))

  expect(outcomes(decisions)).toEqual(expected)
  expect((await runs()).toReversed().map(({ status }) => status)).toEqual(statuses)
  const ends = policy === 'cancel_other' ? 'cancel' : 'terminate'
  expect(await due([ends])).toHaveLength(policy.endsWith('other') ? 1 : 0)
})

test('a run ends once, and what is queued for it begins once', async () => {
  const { meetAll, end, due } = deciding({ flow: { concurrency: { limit: 1 } } })
  const [first] = await meetAll(2)
  await due(['start'])

  const ends = [await end(first?.runId), await end(first?.runId, 'failed')]

  expect(ends.map((run) => run?.status)).toEqual(['succeeded', undefined])
  expect(await due(['start'])).toHaveLength(1)
})
