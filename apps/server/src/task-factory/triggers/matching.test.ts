import { afterAll, expect, test } from 'vitest'
import { createExpressions } from '../../expressions/expressions.ts'
import { createLog } from '../../platform/log.ts'
import { createActiveDefinitions } from '../definitions/active-definitions.ts'
import type { StoredDefinition } from '../definitions/store.ts'
import { createMatching } from './matching.ts'

const expressions = createExpressions({ threadCount: 1 })
afterAll(() => expressions.close())

function stored(name: string, filter: string | undefined, version = 1): StoredDefinition {
  const event = { types: ['order.*'], ...(filter === undefined ? {} : { filter }) }
  return {
    ...{ id: `id-${name}`, name, version, trigger_kind: 'event', enabled: true, revision: 1 },
    ...{ paused_at: null, pause_reason: null, labels: {} },
    ...{ created_at: new Date(0), updated_at: new Date(0) },
    body: { name, trigger: { event }, tasks: [] },
  }
}

/** Matching over definitions that change in steps: `upToDate` takes the next. */
function matchingOf(...steps: StoredDefinition[][]) {
  return matchingBy(expressions, steps)
}

function matchingBy(
  evaluating: Parameters<typeof createMatching>[0]['expressions'],
  steps: StoredDefinition[][],
) {
  let revision = 0
  const store = {
    async changesSince() {
      const written = steps.shift()
      return written && { revision: ++revision, written, enabledIds: written.map(({ id }) => id) }
    },
  }
  const active = createActiveDefinitions({ store, log: createLog('fatal') })
  // Nothing here asks for what is stored.
  const none = () => Promise.reject(new Error('not stored'))
  const definitions = { active, get: none, bodyOf: none }
  return createMatching({ definitions, expressions: evaluating, now: () => new Date(0) })
}

const order = (data: unknown) => ({
  envelope: { specversion: '1.0', id: '1', source: 'shop', type: 'order.new', data },
})

test('each definition is told what its filter says, and why it does not pass', async () => {
  const matching = matchingOf([
    stored('all', undefined),
    stored('large', 'event.data.amount >= 100.0'),
    stored('small', 'event.data.amount < 100.0'),
    stored('strange', 'event.data.nobody == 1'),
    stored('itself', 'definition.name == "itself" && event.data.amount > 1.0'),
    stored('endless', 'event.data.l.all(a, event.data.l.all(b, event.data.l.all(c, a + b >= c)))'),
  ])
  await matching.upToDate()
  const event = order({ amount: 99, l: Array.from({ length: 2_000 }, () => 1) })

  const matches = await matching.match(event)

  const told = new Map(matches.map(({ definition, filter }) => [definition.name, filter]))
  expect(Object.fromEntries(told)).toMatchObject({
    all: { verdict: 'passed' },
    large: {
      verdict: 'filtered',
      reason: 'Its filter does not hold: event.data.amount >= 100.0',
    },
    small: { verdict: 'passed' },
    strange: { verdict: 'failed', reason: expect.stringContaining('there is no nobody') },
    itself: { verdict: 'passed' },
    endless: { verdict: 'failed', reason: expect.stringContaining('was stopped') },
  })
  expect(await matching.countMatches(event)).toBe(3)
})

test('a filter that changes while an event is held against it is judged as it is then', async () => {
  const matching = matchingOf([stored('a', 'event.data.n == 1')], [stored('a', 'event.data.n == 2', 2)]) // prettier-ignore
  await matching.upToDate()
  await matching.countMatches(order({ n: 1 }))

  const underWay = matching.match(order({ n: 2 }))
  await matching.upToDate()

  expect(await underWay).toMatchObject([
    { definition: { version: 2 }, filter: { verdict: 'passed' } },
  ])
})

test('many filters that fail are all told, the first of them with what is missing', async () => {
  const many = Array.from({ length: 150 }, (_, at) => stored(`d-${at}`, `event.data.x > ${at}.0`))
  const matching = matchingOf(many)
  await matching.upToDate()

  const matches = await matching.match(order({}))

  const reasons = matches.map(({ filter }) => 'reason' in filter && filter.reason)
  expect(matches.every(({ filter }) => filter.verdict === 'failed')).toBe(true)
  expect(reasons[0]).toMatch(/there is no x/)
  expect(reasons[149]).toMatch(/cannot be evaluated/)
})

test('what was judged of an event is of no use once another definition looks at it', async () => {
  const first = stored('first', 'event.data.n == 1')
  const matching = matchingOf([first], [first, stored('second', 'event.data.n == 1')])
  const event = order({ n: 1 })
  await matching.upToDate()

  expect(await matching.countMatches(event)).toBe(1)
  await matching.upToDate()

  expect(await matching.match(event)).toMatchObject([
    { definition: { name: 'first' }, filter: { verdict: 'passed' } },
    { definition: { name: 'second' }, filter: { verdict: 'passed' } },
  ])
})

test('filters are held against an event once, by whoever asks first', async () => {
  let judgedCount = 0
  const counting: typeof expressions = {
    ...expressions,
    createFilterSet(place) {
      const set = expressions.createFilterSet(place)
      return {
        ...set,
        match(...asked) {
          judgedCount++
          return set.match(...asked)
        },
      }
    },
  }
  const matching = matchingBy(counting, [[stored('a', 'event.data.n == 1')]])
  const event = order({ n: 1 })
  await matching.upToDate()

  await Promise.all([matching.countMatches(event), matching.match(event)])

  expect(judgedCount).toBe(1)
})
