import { expect, test } from 'vitest'
import { inputOf, timelineOf } from './timeline.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString()
const event = (event_id: number, event_type: string, attributes: Record<string, unknown>) => ({
  event_id,
  event_type,
  event_time: at(event_id),
  attributes,
})

test('what was begun is ended by the event that names it', () => {
  const spans = timelineOf([
    event(5, 'activity_task_scheduled', {
      activity_type: { name: 'charge' },
      input: { payloads: [{ amount: 3 }] },
    }),
    event(6, 'timer_started', { timer_id: '1' }),
    event(7, 'activity_task_started', { scheduled_event_id: 5 }),
    event(8, 'activity_task_failed', { scheduled_event_id: 5, failure: { message: 'no' } }),
    event(9, 'workflow_execution_signaled', { signal_name: 'end' }),
  ])

  expect(spans.map(({ kind, name, state, toMs }) => [kind, name, state, toMs])).toEqual([
    ['activity', 'charge', 'failed', Date.parse(at(8))],
    ['timer', '1', 'open', undefined],
    ['signal', 'end', 'done', Date.parse(at(9))],
  ])
  expect(spans[0]).toMatchObject({ input: { amount: 3 }, outcome: { message: 'no' } })
})

test('the marker of a local activity is read as workers write it', () => {
  const [span] = timelineOf([
    event(5, 'marker_recorded', {
      marker_name: 'core_local_activity',
      details: {
        result: { payloads: [true] },
        data: { payloads: [{ seq: 1, activity_type: 'isGreetable' }] },
      },
    }),
  ])

  expect(span).toMatchObject({ kind: 'local activity', name: 'isGreetable', outcome: true })
})

test('an input is a value, or all of several', () => {
  expect(inputOf({ input: { payloads: ['a'] } })).toBe('a')
  expect(inputOf({ input: { payloads: ['a', 'b'] } })).toEqual(['a', 'b'])
  expect(inputOf({})).toBeUndefined()
})
