import { expect, test } from 'vitest'
import { api } from '../platform/proto.ts'
import { readEvent } from './history.ts'

const { HistoryEvent } = api.history.v1

/** An event as it comes over the wire. */
function received(event: object) {
  const bytes = HistoryEvent.encode(HistoryEvent.fromObject(event)).finish()
  return readEvent(HistoryEvent.decode(bytes))
}

const payload = (value: unknown, encoding = 'json/plain') => ({
  metadata: { encoding: Buffer.from(encoding) },
  data: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
})

const started = (attributes: object) =>
  received({ eventType: 1, workflowExecutionStartedEventAttributes: attributes }).attributes

test('an event has its number, time and type in words', () => {
  const event = received({
    eventId: 7,
    eventType: 12,
    eventTime: { seconds: 1_700_000_000, nanos: 123_456_789 },
    activityTaskCompletedEventAttributes: { scheduledEventId: 5 },
  })

  expect(event).toEqual({
    event_id: 7,
    event_type: 'activity_task_completed',
    event_time: '2023-11-14T22:13:20.123Z',
    attributes: { scheduled_event_id: 5 },
  })
})

test('payloads are their values; what only their owner can read is shown as it is', () => {
  const input = {
    payloads: [
      payload({ aB: [1, null], seconds: 5 }),
      payload('secret', 'binary/encrypted'),
      payload('{broken', 'json/plain'),
      { metadata: { encoding: Buffer.from('binary/null') } },
      { data: Buffer.from('no encoding') },
      {},
    ],
  }

  expect(started({ input })['input']).toEqual({
    payloads: [
      { aB: [1, null], seconds: 5 },
      { encoding: 'binary/encrypted', data: Buffer.from('secret').toString('base64') },
      { encoding: 'json/plain', data: Buffer.from('{broken').toString('base64') },
      null,
      { encoding: '', data: Buffer.from('no encoding').toString('base64') },
      { encoding: '', data: '' },
    ],
  })
})

test('names of fields are snake_case; names in headers, memos and attributes stay as they were given', () => {
  const fields = { traceId: payload(1), 'X-Y': payload(2) }

  expect(
    started({
      header: { fields },
      memo: { fields },
      searchAttributes: { indexedFields: { CustomKeyword: payload(['a']) } },
      continuedExecutionRunId: 'x',
    }),
  ).toMatchObject({
    header: { fields: { traceId: 1, 'X-Y': 2 } },
    memo: { fields: { traceId: 1, 'X-Y': 2 } },
    search_attributes: { indexed_fields: { CustomKeyword: ['a'] } },
    continued_execution_run_id: 'x',
  })
})

test('durations are seconds and points in time are text, however long or short', () => {
  expect(
    started({
      workflowRunTimeout: { seconds: 4_000_000_000 },
      workflowTaskTimeout: { seconds: 1, nanos: 500_000_000 },
      firstWorkflowTaskBackoff: {},
      workflowExecutionExpirationTime: { seconds: 5 },
    }),
  ).toMatchObject({
    workflow_run_timeout: 4_000_000_000,
    workflow_task_timeout: 1.5,
    first_workflow_task_backoff: 0,
    workflow_execution_expiration_time: '1970-01-01T00:00:05.000Z',
  })
})

test('enums are words, bytes base64, and a type of event that is not known has no attributes', () => {
  expect(started({ taskQueue: { name: 'q', kind: 1 } })['task_queue']).toEqual({
    name: 'q',
    kind: 'TASK_QUEUE_KIND_NORMAL',
  })
  expect(received({ eventId: 1, eventType: 0 })).toEqual({
    event_id: 1,
    event_time: null,
    event_type: 'unspecified',
    attributes: {},
  })
})

test('a failure in an event is told with its cause', () => {
  const { attributes } = received({
    eventType: 3,
    workflowExecutionFailedEventAttributes: {
      failure: {
        message: 'outer',
        applicationFailureInfo: { type: 'T', details: { payloads: [payload({ a: 1 })] } },
        cause: { message: 'inner' },
      },
    },
  })

  expect(attributes['failure']).toMatchObject({
    message: 'outer',
    application_failure_info: { type: 'T', details: { payloads: [{ a: 1 }] } },
    cause: { message: 'inner' },
  })
})
