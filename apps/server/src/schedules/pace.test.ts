import { expect, test } from 'vitest'
import { createPace } from './pace.ts'

test('so many calls a second are let through, however many come at once', async () => {
  const pace = createPace(100)
  const beganMs = performance.now()

  await Promise.all(Array.from({ length: 31 }, () => pace()))

  expect(performance.now() - beganMs).toBeGreaterThanOrEqual(295)
})

test('0 is no limit', async () => {
  const pace = createPace(0)
  const beganMs = performance.now()

  for (let at = 0; at < 1_000; at++) await pace()

  expect(performance.now() - beganMs).toBeLessThan(5_000)
})
