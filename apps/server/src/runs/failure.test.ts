import { expect, test } from 'vitest'
import { failureOf } from './failure.ts'

const payload = (value: unknown, encoding = 'json/plain') => ({
  metadata: { encoding: Buffer.from(encoding) },
  data: Buffer.from(JSON.stringify(value)),
})

test('an application’s failure has its type, details and whether trying again helps', () => {
  expect(
    failureOf({
      message: 'm',
      stackTrace: 'at x',
      source: 'GoSDK',
      applicationFailureInfo: {
        type: 'T',
        nonRetryable: true,
        details: { payloads: [payload({ a: 1 }), payload('x', 'binary/encrypted')] },
      },
    }),
  ).toEqual({
    message: 'm',
    kind: 'application',
    type: 'T',
    non_retryable: true,
    details: [{ a: 1 }, { encoding: 'binary/encrypted', data: expect.any(String) }],
    stack_trace: 'at x',
    source: 'GoSDK',
  })
})

test('what a failure was in is told with what caused it, outermost first', () => {
  const failure = failureOf({
    message: 'child failed',
    childWorkflowExecutionFailureInfo: {
      workflowType: { name: 'child' },
      workflowExecution: { workflowId: 'c', runId: 'r' },
      retryState: 4,
    },
    cause: {
      message: 'activity failed',
      activityFailureInfo: { activityType: { name: 'send' }, activityId: '1', retryState: 3 },
      cause: { message: 'slow', timeoutFailureInfo: { timeoutType: 1 } },
    },
  })

  expect(failure).toMatchObject({
    kind: 'child_workflow',
    child_workflow: {
      type: 'child',
      workflow_id: 'c',
      run_id: 'r',
      retry_state: 'maximum_attempts_reached',
    },
    cause: {
      kind: 'activity',
      activity: { type: 'send', id: '1', retry_state: 'timeout' },
      cause: { kind: 'timeout', timeout_type: 'start_to_close', message: 'slow' },
    },
  })
})

test.each([
  ['canceled', { canceledFailureInfo: {} }],
  ['terminated', { terminatedFailureInfo: {} }],
  ['nexus', { nexusOperationExecutionFailureInfo: {} }],
  ['server', { serverFailureInfo: {} }],
  ['server', {}],
  ['server', { resetWorkflowFailureInfo: {} }],
])('the kind %s is known', (kind, info) => {
  expect(failureOf({ message: 'm', ...info }).kind).toBe(kind)
})

test('a message that a converter put aside is shown, and one that cannot be read is no mistake', () => {
  const encoded = failureOf({
    message: 'Encoded failure',
    encodedAttributes: payload({ message: 'the real one', stack_trace: 'at y' }),
  })
  const encrypted = failureOf({
    message: 'Encoded failure',
    encodedAttributes: payload('?', 'binary/encrypted'),
  })

  expect(encoded).toMatchObject({ message: 'the real one', stack_trace: 'at y' })
  expect(encrypted.message).toBe('Encoded failure')
})
