import { ApiError } from '@temporal-registry/sdk/client'
import { expect, test } from 'vitest'
import { problemText, splitErrors } from './problem-text.ts'

test('a refusal is told in the words of the gateway', () => {
  const problem = {
    type: '/problems/run-closed',
    title: 'The run is closed already',
    status: 409,
    detail: 'It ended',
    instance: '/runs/a/cancel',
    code: 'run-closed',
    remedy: 'Look how it ended.',
  } as const

  const text = problemText(new ApiError('run-closed', 'It ended', { problem, requestId: 'r1' }))

  expect(text).toEqual({
    title: 'The run is closed already',
    detail: 'It ended',
    remedy: 'Look how it ended.',
    code: 'run-closed',
    requestId: 'r1',
    errors: [],
  })
})

test('no answer, and faults of the console itself, are told too', () => {
  expect(problemText(new ApiError('network', 'refused')).title).toBe('The gateway does not answer')
  expect(problemText(new TypeError('oh')).detail).toBe('oh')
})

test('a fault stands at its field, or above where it has none, and never twice', () => {
  const errors = [
    { pointer: '/input/a', detail: 'a' },
    { pointer: '/workflow_id', detail: 'b' },
  ]

  const { atFields, above } = splitErrors(errors, (pointer) => pointer.startsWith('/input'))

  expect([atFields, above]).toEqual([[errors[0]], [errors[1]]])
})
