import { expect, test } from 'vitest'
import { readLastEvent } from './closing.ts'

const payloads = (...values: unknown[]) => ({
  payloads: values.map((value) => ({
    metadata: { encoding: Buffer.from('json/plain') },
    data: Buffer.from(JSON.stringify(value)),
  })),
})

test('an event that does not end a run leaves it open, and so does none', () => {
  expect(readLastEvent(undefined)).toEqual({ kind: 'open' })
  expect(readLastEvent({ workflowTaskCompletedEventAttributes: {} })).toEqual({ kind: 'open' })
})

test.each([
  [
    'completed with a result',
    { workflowExecutionCompletedEventAttributes: { result: payloads(7) } },
    { status: 'completed', result: 7 },
  ],
  [
    'completed with null',
    { workflowExecutionCompletedEventAttributes: { result: payloads(null) } },
    { status: 'completed', result: null },
  ],
  [
    'completed with nothing',
    { workflowExecutionCompletedEventAttributes: {} },
    { status: 'completed' },
  ],
  [
    'failed',
    { workflowExecutionFailedEventAttributes: { failure: { message: 'm' } } },
    { status: 'failed', failure: { kind: 'server', message: 'm' } },
  ],
  [
    'canceled',
    { workflowExecutionCanceledEventAttributes: {} },
    { status: 'canceled', failure: { kind: 'canceled', message: 'The run was canceled' } },
  ],
  [
    'terminated',
    { workflowExecutionTerminatedEventAttributes: { reason: 'why', details: payloads({ a: 1 }) } },
    { status: 'terminated', failure: { kind: 'terminated', message: 'why', details: [{ a: 1 }] } },
  ],
  [
    'timed out',
    { workflowExecutionTimedOutEventAttributes: {} },
    {
      status: 'timed_out',
      failure: { kind: 'timeout', message: 'The run timed out', timeout_type: 'start_to_close' },
    },
  ],
])('a run that %s is closed', (_what, event, closing) => {
  expect(readLastEvent(event)).toEqual({ kind: 'closed', closing })
})

test.each([
  [
    'continued as new',
    { workflowExecutionContinuedAsNewEventAttributes: { newExecutionRunId: 'next' } },
  ],
  [
    'failed and is retried',
    { workflowExecutionFailedEventAttributes: { newExecutionRunId: 'next' } },
  ],
  [
    'timed out and is retried',
    { workflowExecutionTimedOutEventAttributes: { newExecutionRunId: 'next' } },
  ],
  [
    'completed and comes again by cron',
    { workflowExecutionCompletedEventAttributes: { newExecutionRunId: 'next' } },
  ],
])('a run that %s is followed', (_what, event) => {
  expect(readLastEvent(event)).toEqual({ kind: 'followed', runId: 'next' })
})
