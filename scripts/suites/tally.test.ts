import { expect, test } from 'vitest'
import { addTallies, exitCodeOf, renderTally, tallyOfReport } from './tally.ts'

const report = {
  numPassedTests: 3,
  numFailedTests: 1,
  numPendingTests: 1,
  numTodoTests: 1,
  testResults: [
    { status: 'passed', assertionResults: [{ status: 'passed' }] },
    { status: 'failed', assertionResults: [{ status: 'failed' }] },
  ],
}

test('a report is tallied by its tests', () => {
  expect(tallyOfReport(report)).toEqual({ passed: 3, failed: 1, skipped: 2 })
})

test('a file that could not be loaded counts as one failure', () => {
  const unloaded = { status: 'failed', assertionResults: [] }

  const tally = tallyOfReport({ ...report, testResults: [...report.testResults, unloaded] })

  expect(tally.failed).toBe(2)
})

test('the tally names skipped tests only when there are some', () => {
  expect(renderTally({ passed: 2, failed: 0, skipped: 0 })).toBe('2 passed, 0 failed')
  expect(renderTally({ passed: 2, failed: 1, skipped: 3 })).toBe('2 passed, 1 failed, 3 skipped')
})

test('suites add up', () => {
  const tally = { passed: 1, failed: 2, skipped: 3 }

  expect(addTallies([tally, tally])).toEqual({ passed: 2, failed: 4, skipped: 6 })
})

test('only a run in which something passed and nothing failed succeeds', () => {
  expect(exitCodeOf({ passed: 1, failed: 0, skipped: 0 })).toBe(0)
  expect(exitCodeOf({ passed: 1, failed: 1, skipped: 0 })).toBe(1)
  expect(exitCodeOf({ passed: 0, failed: 0, skipped: 4 })).toBe(1)
})
