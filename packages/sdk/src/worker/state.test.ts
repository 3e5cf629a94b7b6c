import type { ProblemCode } from '@temporal-registry/contract/problem'
import { expect, test } from 'vitest'
import { ApiError } from '../client/index.ts'
import { classify, nextStep, type Failure, type Step } from './state.ts'

test.each([
  ['live', 'nothing', 'register'],
  ['live', 'lease', 'beat'],
  ['live', 'drained lease', 'beat'],
  ['draining', 'lease', 'drain'],
  ['draining', 'drained lease', 'beat'],
  ['draining', 'nothing', 'rest'],
  ['nothing', 'lease', 'leave'],
  ['nothing', 'nothing', 'leave'],
] as const)('wanting %s while %s is held, the next step is to %s', (wanted, held, step) => {
  expect(nextStep(wanted, held)).toBe(step)
})

test.each([
  ['beat', 'worker-unknown', 404, 'unknown'],
  ['drain', 'worker-unknown', 404, 'unknown'],
  ['register', 'not-found', 404, 'away'],
  ['beat', 'not-a-problem', 429, 'away'],
  ['beat', 'network', undefined, 'away'],
  ['register', 'temporal-unreachable', 503, 'away'],
  ['register', 'schema-invalid', 400, 'refused'],
  ['beat', 'unauthorized', 401, 'refused'],
  ['register', 'registry-full', 507, 'refused'],
] as const satisfies [
  Step,
  ProblemCode | 'network' | 'not-a-problem',
  number | undefined,
  Failure,
][])('a %s that ends in %s (%s) means: %s', (step, code, status, failure) => {
  expect(classify(step, new ApiError(code, 'x', { status }))).toBe(failure)
})

test('what is no answer and no missing answer is a fault of ours', () => {
  expect(classify('register', new TypeError('x'))).toBe('broken')
})
