import { expect, test } from 'vitest'
import { addTallies, exitCodeOf, renderTally, tallyOfReport } from './tally.ts'

const result = (status: string) => ({
  status,
  fullName: 'the moon rises',
  failureMessages: status === 'failed' ? ['it did not\n    at night'] : [],
})

const report = {
  numPassedTests: 3,
  numFailedTests: 1,
  numPendingTests: 1,
  numTodoTests: 1,
  testResults: [
    { name: 'a.test.ts', status: 'passed', assertionResults: [result('passed')] },
    { name: 'b.test.ts', status: 'failed', assertionResults: [result('failed')] },
  ],
}

test('a report is tallied by its tests', () => {
  expect(tallyOfReport(report)).toEqual({
    passed: 3,
    failed: 1,
    skipped: 2,
    failures: ['b.test.ts > the moon rises\n    it did not\n        at night'],
  })
})

test('a file that could not be loaded counts as one failure', () => {
  const unloaded = {
    name: 'c.test.ts',
    status: 'failed',
    message: 'no such module',
    assertionResults: [],
  }

  const tally = tallyOfReport({ ...report, testResults: [...report.testResults, unloaded] })

  expect(tally.failed).toBe(2)
  expect(tally.failures).toContain('c.test.ts\n    no such module')
})

const green = { passed: 2, failed: 0, skipped: 0, failures: [] }

test('the tally names skipped tests only when there are some', () => {
  expect(renderTally(green)).toBe('2 passed, 0 failed')
  expect(renderTally({ ...green, skipped: 3 })).toBe('2 passed, 0 failed, 3 skipped')
})

test('whoever sees only the end sees what failed, and last the line that counts', () => {
  expect(renderTally({ ...green, failed: 1, failures: ['a.test.ts > b\n    why'] })).toBe(
    'failed: a.test.ts > b\n    why\n\n2 passed, 1 failed',
  )
})

test('suites add up', () => {
  const tally = { passed: 1, failed: 2, skipped: 3, failures: ['a'] }

  expect(addTallies([tally, tally])).toEqual({
    passed: 2,
    failed: 4,
    skipped: 6,
    failures: ['a', 'a'],
  })
})

test('only a run in which something passed and nothing failed succeeds', () => {
  expect(exitCodeOf({ passed: 1, failed: 0 })).toBe(0)
  expect(exitCodeOf({ passed: 1, failed: 1 })).toBe(1)
  expect(exitCodeOf({ passed: 0, failed: 0 })).toBe(1)
})
