import { expect, test } from 'vitest'
import { placeAfter, readPlace } from './history-place.ts'

/** A history of batches of events, paged as Temporal does: whole batches until enough are there. */
function pageOf(batches: readonly number[], token: Uint8Array, size: number) {
  let at = token.length === 0 ? 0 : (token[0] ?? 0)
  let count = 0
  while (at < batches.length && count < size) count += batches[at++] ?? 0
  const nextToken = at === batches.length ? new Uint8Array() : Uint8Array.of(at)
  return { count, nextToken }
}

/** Lengths of the pages that a reader gets, who may ask for another length each time. */
function lengthsOf(batches: readonly number[], limits: readonly number[]): number[] {
  const lengths: number[] = []
  let bytes: Uint8Array = new Uint8Array()
  do {
    const limit = limits[lengths.length % limits.length] ?? 1
    const place = readPlace(bytes, limit)
    const { count, nextToken } = pageOf(batches, place.token, place.size)
    lengths.push(Math.max(0, Math.min(limit, count - place.skip)))
    bytes = placeAfter(place, limit, count, nextToken)
  } while (bytes.length > 0 && lengths.length < 100)
  return lengths
}

test.each([
  [[2, 1, 3, 2, 3], [1]],
  [[2, 1, 3, 2, 3], [2]],
  [[3, 3, 3], [4]],
  [[10], [3]],
  [
    [1, 1, 1, 9, 1],
    [5, 1, 2],
  ],
  [
    [3, 1, 4, 1, 5, 9, 2, 6],
    [7, 1, 3],
  ],
])(
  'batches of %j in pages of %j are given whole, none longer than asked for',
  (batches, limits) => {
    const lengths = lengthsOf(batches, limits)
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

    expect(sum(lengths)).toBe(sum(batches))
    for (const [at, length] of lengths.entries()) {
      expect(length).toBeLessThanOrEqual(limits[at % limits.length] ?? 0)
    }
  },
)

test('Temporal’s token comes back as it was, whatever bytes it has', () => {
  const token = Uint8Array.from({ length: 256 }, (_, at) => at)
  const bytes = placeAfter({ token: new Uint8Array(), size: 5, skip: 0 }, 5, 5, token)

  expect(readPlace(bytes, 9)).toEqual({ token: Buffer.from(token), size: 5, skip: 0 })
  expect(readPlace(new Uint8Array(), 9)).toEqual({ token: new Uint8Array(), size: 9, skip: 0 })
})
