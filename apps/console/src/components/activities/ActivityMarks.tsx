import type { RunStatus, TaskStatus } from '@temporal-registry/contract/activity-runs'
import type { ActivityDefinitionSummary } from '@temporal-registry/contract/activity-definitions'
import type { TriggerOutcome } from '@temporal-registry/contract/triggers'
import { Mark, type Tone } from '../../ui/Mark.tsx'

const outcomeTones: Readonly<Record<TriggerOutcome, Tone>> = {
  started: 'good',
  filtered: 'quiet',
  deduplicated: 'quiet',
  debounced: 'accent',
  batched: 'accent',
  throttled: 'accent',
  rate_limited: 'caution',
  skipped_overlap: 'caution',
  cancelled_new: 'caution',
  missed: 'bad',
  superseded: 'quiet',
  paused: 'caution',
  loop_detected: 'bad',
  duplicate: 'quiet',
  failed: 'bad',
}

const runTones: Readonly<Record<RunStatus, Tone>> = {
  queued: 'accent',
  starting: 'accent',
  running: 'accent',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'quiet',
  skipped: 'quiet',
}

export const taskTones: Readonly<Record<TaskStatus, Tone>> = { ...runTones, pending: 'quiet' }

/** What came of a trigger. */
export function OutcomeMark({ outcome }: { outcome: TriggerOutcome }) {
  return <Mark tone={outcomeTones[outcome]}>{outcome.replaceAll('_', ' ')}</Mark>
}

/** How an activity run stands. */
export function ActivityRunMark({ status }: { status: RunStatus }) {
  return <Mark tone={runTones[status]}>{status}</Mark>
}

/** How a task of a run stands. */
export function TaskMark({ status }: { status: TaskStatus }) {
  return <Mark tone={taskTones[status]}>{status}</Mark>
}

type Standing = Pick<ActivityDefinitionSummary, 'enabled' | 'paused_at' | 'pause_reason'>

/** Whether a definition makes runs, and why not. */
export function DefinitionMark({ definition }: { definition: Standing }) {
  const { enabled, paused_at: pausedAt, pause_reason: reason } = definition
  if (!enabled) return <Mark tone="quiet">disabled</Mark>
  if (pausedAt === null) return <Mark tone="good">active</Mark>
  return (
    <Mark tone="caution" {...(reason === null ? {} : { title: reason })}>
      paused
    </Mark>
  )
}
