import { expect, test } from 'vitest'
import { nextAttemptAt } from './retry-schedule.ts'

const times = { waitsSeconds: [5, 60, 3_600] }
const queuedAt = new Date('2026-11-21T12:00:00Z')
const after = (seconds: number) => new Date(queuedAt.getTime() + seconds * 1000)

test.each([
  ['the first wait follows the first attempt', { attempts: 1, at: after(1) }, 0, after(6)],
  ['a wait is up to a tenth longer', { attempts: 2, at: after(10) }, 1, after(76)],
  ['after the last wait there is no attempt', { attempts: 4, at: after(10) }, 0, undefined],
  [
    'what the receiver asks for is waited, when it is longer',
    { attempts: 1, at: after(1), retryAfterSeconds: 100 },
    0,
    after(101),
  ],
  [
    'and not when it is shorter',
    { attempts: 3, at: after(1), retryAfterSeconds: 100 },
    0,
    after(3_601),
  ],
  [
    'what is older than all waits is not tried again',
    { attempts: 1, at: after(5_000) },
    0,
    undefined,
  ],
])('%s', (_, failed, random, next) => {
  expect(nextAttemptAt(times, { ...failed, queuedAt }, () => random)).toEqual(next)
})
