import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createRunCounter } from './run-counts.ts'

const hour = 3_600_000
const noon = Date.parse('2026-01-01T12:30:00Z')

/** A counter on a Temporal that has one run an hour, the last of them open. */
function counting() {
  const asked: string[] = []
  let nowMs = noon
  const counter = createRunCounter({
    now: () => new Date(nowMs),
    runs: {
      async countByStatus({ query = '' }) {
        asked.push(query)
        return query.includes("StartTime >= '2026-01-01T12") ? { running: 1 } : { failed: 1 }
      },
      list: async () => ({ items: [], nextToken: new Uint8Array() }),
    },
  })
  const count = () => counter.count({}, { from: new Date(noon - 3 * hour), stepSeconds: 3_600 })
  return { asked, count, pass: (ms: number) => (nowMs += ms) }
}

test('hours in which nothing is open are asked for once, the others again', async () => {
  const { asked, count, pass } = counting()
  const [first, again] = await Promise.all([count(), count()])
  const askedAtFirst = asked.length
  pass(6_000)

  await count()

  expect(first.map(({ from }) => from.slice(11, 16))).toEqual(['09:00', '10:00', '11:00', '12:00'])
  expect(again).toEqual(first)
  expect(askedAtFirst).toBe(4)
  expect(asked.slice(4)).toEqual([expect.stringContaining("StartTime >= '2026-01-01T12")])
})

test('what could not be counted is asked for anew', async () => {
  let isAway = true
  const counter = createRunCounter({
    now: () => new Date(noon),
    runs: {
      async countByStatus() {
        if (isAway) throw new Error('away')
        return {}
      },
      list: async () => ({ items: [], nextToken: new Uint8Array() }),
    },
  })
  const count = () => counter.count({}, { stepSeconds: 3_600 })
  await expect(count()).rejects.toThrow('away')
  isAway = false
  // What failed together is forgotten together.
  await nextTurn()

  expect((await count()).every(({ total }) => total === 0)).toBe(true)
})
