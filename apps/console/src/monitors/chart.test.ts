import type { SeriesPoint } from '@temporal-registry/contract/monitor-series'
import { expect, test } from 'vitest'
import { drawnSpan, linesOf, nearest, stretchesOf, ticksOf } from './chart.ts'

function point(minute: number, found: Partial<SeriesPoint>): SeriesPoint {
  const at = new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString()
  const failed = found.status === 'failed' ? 1 : 0
  return {
    ...{ id: String(minute), at, status: 'succeeded', holds: false, numbers: {} },
    ...{ looks: 1, failed, held: found.holds ? 1 : 0 },
    ...found,
  }
}

const minuteMs = 60_000
const noonMs = Date.UTC(2026, 0, 1, 12)

test('a line is broken where a look failed, and has a scale of its own', () => {
  const [price, still] = linesOf([
    point(0, { numbers: { '/price': 100, '/n': 5 } }),
    point(1, { status: 'failed' }),
    point(2, { numbers: { '/price': 200, '/n': 5 } }),
    point(3, { numbers: { '/price': 150, '/n': 5 } }),
  ])

  expect(price?.pieces.map((piece) => piece.map(({ value }) => value))).toEqual([[100], [200, 150]])
  expect(price).toMatchObject({ low: 92, high: 208 })
  expect(still).toMatchObject({ low: 4, high: 6 })
})

test('verdicts that follow each other are one stretch, the last one goes on to the end', () => {
  const points = [
    point(0, {}),
    point(1, {}),
    point(2, { holds: true }),
    point(3, { status: 'failed', holds: null }),
    point(4, { looks: 9, failed: 2, held: 1 }),
  ]

  const stretches = stretchesOf(points, noonMs + 10 * minuteMs)

  expect(
    stretches.map(({ verdict, fromMs, toMs }) => [verdict, fromMs - noonMs, toMs - noonMs]),
  ).toEqual([
    ['not', 0, 2 * minuteMs],
    ['holds', 2 * minuteMs, 3 * minuteMs],
    ['failed', 3 * minuteMs, 4 * minuteMs],
    ['holds', 4 * minuteMs, 10 * minuteMs],
  ])
})

test('times beneath a picture are round, and not too many', () => {
  const ticks = ticksOf(noonMs + 7 * minuteMs, noonMs + 187 * minuteMs, 6)

  expect(ticks.map((at) => (at - noonMs) / minuteMs)).toEqual([30, 60, 90, 120, 150, 180])
})

test('where looks fill little of a time, the picture begins with the first of them', () => {
  const [from, to] = [
    new Date(noonMs).toISOString(),
    new Date(noonMs + 60 * minuteMs).toISOString(),
  ]
  const begin = (first: number) =>
    (drawnSpan({ from, to, points: [point(first, {})] }).fromMs - noonMs) / minuteMs

  expect([begin(2), begin(40), begin(50)]).toEqual([0, 0, 49.6])
})

test('the nearest look is found', () => {
  const points = [point(0, {}), point(10, {}), point(20, {})]

  expect([1, 6, 99].map((minute) => nearest(points, noonMs + minute * minuteMs))).toEqual([0, 1, 2])
})
