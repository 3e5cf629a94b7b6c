import { expect, test } from 'vitest'
import { firstUuidV7, timeOfUuidV7, uuidV7 } from './uuid-v7.ts'

test('an id says when it was made, and its version', () => {
  const at = Date.now() + 60_000

  const id = uuidV7(at)

  expect(timeOfUuidV7(id)).toBe(at)
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('ids sort in the order in which they were made, more than a millisecond holds and clocks that go back too', () => {
  const ids = Array.from({ length: 10_000 }, (_, index) => uuidV7(1_800_000_000_000 - index))

  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
})

test('the first id of a moment sorts after those made before it, and before those made from then on', () => {
  // Later than any that a test here has made.
  const at = 1_900_000_000_000

  const [before, then] = [uuidV7(at - 1), uuidV7(at)]

  expect([then, firstUuidV7(at), before].toSorted()).toEqual([before, firstUuidV7(at), then])
})
