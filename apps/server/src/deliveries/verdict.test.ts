import { Problem } from '@temporal-registry/contract/problem'
import { expect, test } from 'vitest'
import { verdictOfHttp, verdictOfMail, verdictOfProblem } from './verdict.ts'

const concernsOf = (status: number, attempt = 1) => {
  const verdict = verdictOfHttp({ status, excerpt: '' }, attempt)
  return verdict.outcome === 'failed' ? verdict.concerns : verdict.outcome
}

test.each([
  ['done', [200, 202, 204], 'delivered'],
  ['away, or not for us', [401, 403, 404, 408, 425, 429, 500, 502, 503, 504], 'channel'],
  ['a refusal of this message', [400, 409, 413, 422], 'message'],
  ['a wish to get nothing more', [410], 'final'],
])('an answer may mean that the receiver is %s: %j', (_, statuses, meaning) => {
  expect(statuses.map((status) => concernsOf(status))).toEqual(statuses.map(() => meaning))
})

test('a receiver that fails again and again at one message is taken to fail at it only', () => {
  expect([concernsOf(500, 4), concernsOf(500, 5), concernsOf(503, 5)]).toEqual([
    'channel',
    'message',
    'channel',
  ])
})

test('a mail server that may take a mail later is asked later', () => {
  const of = (status: number) => verdictOfMail({ status, excerpt: `${status} words` })

  expect(of(250)).toEqual({ outcome: 'delivered' })
  expect(of(451)).toMatchObject({ concerns: 'channel', failure: { code: 'outbound-failed' } })
  expect(of(550)).toMatchObject({ concerns: 'final', failure: { code: 'outbound-refused' } })
})

test('an address that is not reached today is not reached tomorrow, one that does not answer may be', () => {
  const of = (code: 'blocked-address' | 'outbound-timeout') =>
    verdictOfProblem(new Problem(code, 'words'))

  expect(of('blocked-address')).toMatchObject({ concerns: 'final' })
  expect(of('outbound-timeout')).toMatchObject({ concerns: 'channel' })
})
