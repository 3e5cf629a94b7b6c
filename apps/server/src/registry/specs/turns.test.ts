import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

/** Holds the event loop up for so long. */
function work(ms: number): void {
  for (const untilMs = performance.now() + ms; performance.now() < untilMs;);
}

test('long work lets others in every few milliseconds, however many ask for it at once', async () => {
  const turns = createTurns()
  let longestMs = 0
  let lastMs = performance.now()
  const others = setInterval(() => {
    longestMs = Math.max(longestMs, performance.now() - lastMs)
    lastMs = performance.now()
  }, 1)

  await Promise.all(
    Array.from({ length: 20 }, () => turns.run(Array.from({ length: 10 }, () => () => work(5)))),
  )
  clearInterval(others)

  expect(longestMs).toBeGreaterThan(0)
  expect(longestMs).toBeLessThan(900)
})

test('pieces are done in order, those of one caller after those of the one before', async () => {
  const turns = createTurns()
  const done: string[] = []
  const pieces = (name: string) => [1, 2, 3].map((n) => () => done.push(`${name}${n}`))

  const results = await Promise.all([turns.run(pieces('a')), turns.run(pieces('b'))])

  expect(done).toEqual(['a1', 'a2', 'a3', 'b1', 'b2', 'b3'])
  expect(results).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ])
})

test('work that fails fails for its caller only', async () => {
  const turns = createTurns()
  const fail = () => {
    throw new Error('no')
  }

  const failing = turns.run([() => 1, fail])
  const following = turns.run([() => 2])

  await expect(failing).rejects.toThrow('no')
  expect(await following).toEqual([2])
})
