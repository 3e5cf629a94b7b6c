import type { HistoryEvent } from '@temporal-registry/contract/runs'

/** Something that a run did or was told, with its time. */
export interface Span {
  /** Number of the event that began it. */
  readonly eventId: number
  readonly kind: 'activity' | 'local activity' | 'timer' | 'child' | 'signal' | 'update'
  readonly name: string
  readonly state: 'open' | 'done' | 'failed' | 'canceled'
  readonly fromMs: number
  /** Undefined while it goes on. */
  readonly toMs: number | undefined
  /** What was given to it, and what came of it. */
  readonly input: unknown
  readonly outcome: unknown
}

type Kind = Span['kind']
type State = Span['state']

/** Events that begin something, with where its name stands. */
const beginnings: Readonly<Record<string, readonly [Kind, string]>> = {
  activity_task_scheduled: ['activity', 'activity_type.name'],
  timer_started: ['timer', 'timer_id'],
  start_child_workflow_execution_initiated: ['child', 'workflow_type.name'],
  workflow_execution_update_accepted: ['update', 'accepted_request.input.name'],
}

/** Events that are all there is of something. */
const points: Readonly<Record<string, readonly [Kind, string]>> = {
  workflow_execution_signaled: ['signal', 'signal_name'],
}

/** Events that end something: what became of it, and where the number of the event that began it stands. */
const ends: Readonly<Record<string, readonly [State, string]>> = {
  activity_task_completed: ['done', 'scheduled_event_id'],
  activity_task_failed: ['failed', 'scheduled_event_id'],
  activity_task_timed_out: ['failed', 'scheduled_event_id'],
  activity_task_canceled: ['canceled', 'scheduled_event_id'],
  timer_fired: ['done', 'started_event_id'],
  timer_canceled: ['canceled', 'started_event_id'],
  start_child_workflow_execution_failed: ['failed', 'initiated_event_id'],
  child_workflow_execution_completed: ['done', 'initiated_event_id'],
  child_workflow_execution_failed: ['failed', 'initiated_event_id'],
  child_workflow_execution_timed_out: ['failed', 'initiated_event_id'],
  child_workflow_execution_terminated: ['failed', 'initiated_event_id'],
  child_workflow_execution_canceled: ['canceled', 'initiated_event_id'],
  workflow_execution_update_completed: ['done', 'accepted_event_id'],
}

/** What a run did, in the order in which it began it; its own turns are left out. */
export function timelineOf(events: readonly HistoryEvent[]): readonly Span[] {
  const spans = new Map<number, Span>()
  for (const event of events) {
    const { event_id: eventId, event_type: type, attributes } = event
    const atMs = event.event_time === null ? 0 : Date.parse(event.event_time)
    const begun = { eventId, fromMs: atMs, outcome: undefined }
    const [kind, nameAt = ''] = beginnings[type] ?? points[type] ?? []
    if (kind) {
      const isPoint = type in points
      spans.set(eventId, {
        ...begun,
        kind,
        name: textAt(attributes, nameAt),
        state: isPoint ? 'done' : 'open',
        toMs: isPoint ? atMs : undefined,
        input: inputOf(attributes),
      })
    }
    const local = localActivityOf(event)
    if (local !== undefined) {
      spans.set(eventId, {
        ...begun,
        kind: 'local activity',
        name: local,
        state: attributes['failure'] ? 'failed' : 'done',
        toMs: atMs,
        input: undefined,
        outcome: attributes['failure'] ?? valueAt(attributes, 'details.result.payloads.0'),
      })
    }
    const [state, numberAt = ''] = ends[type] ?? []
    const span = state && spans.get(Number(attributes[numberAt]))
    if (span) {
      spans.set(span.eventId, { ...span, state, toMs: atMs, outcome: outcomeOf(attributes) })
    }
  }
  return [...spans.values()]
}

/** Workers that run a Temporal activity within a turn leave a marker of it. */
function localActivityOf({ event_type: type, attributes }: HistoryEvent): string | undefined {
  if (type !== 'marker_recorded' || attributes['marker_name'] !== 'core_local_activity')
    return undefined
  return textAt(attributes, 'details.data.payloads.0.activity_type') || 'local activity'
}

/** What a run was started with: one value, or all arguments where there are several. */
export function inputOf(attributes: Readonly<Record<string, unknown>>): unknown {
  const payloads =
    valueAt(attributes, 'input.payloads') ??
    valueAt(attributes, 'accepted_request.input.args.payloads')
  if (!Array.isArray(payloads)) return undefined
  return payloads.length === 1 ? payloads[0] : payloads
}

/** How many arguments a run was started with. */
export function argumentCountOf(attributes: Readonly<Record<string, unknown>>): number {
  const payloads = valueAt(attributes, 'input.payloads')
  return Array.isArray(payloads) ? payloads.length : 0
}

function outcomeOf(attributes: Readonly<Record<string, unknown>>): unknown {
  const { failure } = attributes
  if (failure) return failure
  const payloads =
    valueAt(attributes, 'result.payloads') ?? valueAt(attributes, 'outcome.success.payloads')
  if (!Array.isArray(payloads)) return valueAt(attributes, 'outcome.failure')
  return payloads.length === 1 ? payloads[0] : payloads
}

/** The value at a dotted path; nothing where there is none. */
function valueAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined),
      value,
    )
}

function textAt(value: unknown, path: string): string {
  const found = valueAt(value, path)
  return typeof found === 'string' ? found : ''
}
