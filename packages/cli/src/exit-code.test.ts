import { activityRunStatuses } from '@temporal-registry/contract/activity-runs'
import { problems, type ProblemCode } from '@temporal-registry/contract/problem'
import { runStatuses } from '@temporal-registry/contract/runs'
import { ApiError } from '@temporal-registry/sdk/client'
import { expect, test } from 'vitest'
import { exitCodeOf, exitCodeOfActivityRun, exitCodeOfRun, exitCodes } from './exit-code.ts'

const { unexpected, refused, notFound, unavailable, runEnded, stillRunning } = exitCodes

const codeFor = (code: ProblemCode) =>
  exitCodeOf(new ApiError(code, 'x', { status: problems[code].status }))

test('each exit code has one meaning', () => {
  const codes = Object.values(exitCodes).map(({ code }) => code)

  expect(new Set(codes).size).toBe(codes.length)
})

test.each([
  ['input-invalid', refused.code],
  ['idempotency-key-reused', refused.code],
  ['registry-full', refused.code],
  ['run-not-found', notFound.code],
  ['no-ready-target', unavailable.code],
  ['temporal-timeout', unavailable.code],
  ['internal', unexpected.code],
] as const)('%s ends the command with %i', (problem, code) => {
  expect(codeFor(problem)).toBe(code)
})

test('no problem of the catalogue ends the command with success or with a usage error', () => {
  for (const code of Object.keys(problems) as ProblemCode[]) {
    expect([unexpected.code, refused.code, notFound.code, unavailable.code]).toContain(
      codeFor(code),
    )
  }
})

test('no answer is unavailable, a senseless one unexpected', () => {
  expect(exitCodeOf(new ApiError('network', 'x'))).toBe(unavailable.code)
  expect(exitCodeOf(new ApiError('not-a-problem', 'x', { status: 200 }))).toBe(unexpected.code)
  expect(exitCodeOf(new ApiError('not-a-problem', 'x', { status: 429 }))).toBe(unavailable.code)
})

test('only a completed run is a success', () => {
  const byStatus = Object.fromEntries(runStatuses.map((status) => [status, exitCodeOfRun(status)]))

  expect(byStatus).toEqual({
    running: stillRunning.code,
    paused: stillRunning.code,
    continued_as_new: stillRunning.code,
    completed: 0,
    failed: runEnded.code,
    canceled: runEnded.code,
    terminated: runEnded.code,
    timed_out: runEnded.code,
  })
})

test('what an activity run has become decides the code', () => {
  const byStatus = activityRunStatuses.map((status) => [status, exitCodeOfActivityRun(status)])

  expect(Object.fromEntries(byStatus)).toEqual({
    queued: 7,
    starting: 7,
    running: 7,
    succeeded: 0,
    failed: 6,
    cancelled: 6,
    skipped: 0,
  })
})
