import { expect, test } from 'vitest'
import { createCounting } from './counting.ts'

/** Answers as Temporal does: times after one and up to another, 1,000 at most. */
function every(stepMs: number) {
  let asked = 0
  const matchingTimes = async (_id: string, afterMs: number, toMs: number) => {
    asked++
    const first = (Math.floor(afterMs / stepMs) + 1) * stepMs
    const count = Math.max(0, Math.floor((toMs - first) / stepMs) + 1)
    return Array.from({ length: Math.min(count, 1_000) }, (_, at) => first + at * stepMs)
  }
  return { count: createCounting({ matchingTimes }), asked: () => asked }
}

test('days have as many hours as their zone gives them, and one question is enough', async () => {
  const { count, asked } = every(3_600_000)

  const days = await count('hourly', '2026-10', 'Europe/Berlin')

  expect(days).toHaveLength(31)
  expect(days[0]).toEqual({
    date: '2026-10-01',
    begins_at: '2026-09-30T22:00:00.000Z',
    ends_at: '2026-10-01T22:00:00.000Z',
    ...{ fires: 24, is_complete: true },
  })
  expect(days[24]).toMatchObject({ date: '2026-10-25', fires: 25, is_complete: true })
  expect(asked()).toBe(1)
})

test('what fires every minute is counted exactly', async () => {
  const { count } = every(60_000)

  const days = await count('minutely', '2026-02', 'UTC')

  expect(days).toHaveLength(28)
  expect(days.every(({ fires, is_complete: isComplete }) => fires === 1_440 && isComplete)).toBe(
    true,
  )
})

test('what fires all the time is counted as far as is told, with a few questions a day', async () => {
  const { count, asked } = every(1_000)

  const days = await count('secondly', '2026-02', 'UTC')

  expect(days[27]).toMatchObject({ date: '2026-02-28', fires: 2_000, is_complete: false })
  expect(asked()).toBe(1 + 28 * 3)
})

test('a zone that there is not is refused at its place', async () => {
  await expect(every(1_000).count('any', '2026-02', 'Mars/Olympus')).rejects.toMatchObject({
    code: 'validation-failed',
    message: expect.stringContaining('?time_zone «Mars/Olympus»'),
  })
})
