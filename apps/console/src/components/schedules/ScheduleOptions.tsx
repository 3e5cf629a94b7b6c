import { NumberInput, Select, Switch, TextInput } from '@mantine/core'
import { overlapChoices, readOverlap } from '../../schedules/overlap.ts'
import type { Draft } from '../../schedules/draft.ts'
import { readerZone } from '../../time-text.ts'
import { TimeZoneSelect } from './TimeZoneSelect.tsx'

interface ScheduleOptionsProps {
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
  /** What is wrong with a member, by its pointer. */
  readonly faultOf: (pointer: string) => string | undefined
}

/** From when to when, and what happens to a fire that comes late or finds a run open. */
export function ScheduleOptions({ draft, onChange, faultOf }: ScheduleOptionsProps) {
  const { others } = draft
  const set = (changes: {
    readonly [K in keyof Draft['others']]?: Draft['others'][K] | undefined
  }) => {
    const next = Object.entries({ ...others, ...changes }).filter(
      ([, value]) => value !== undefined,
    )
    // Still entries of `others`; undefined ones are removed rather than sent.
    onChange({ ...draft, others: Object.fromEntries(next) as Draft['others'] })
  }
  return (
    <div className="stack">
      <TimeZoneSelect
        value={draft.timeZone}
        error={faultOf('/time_zone')}
        onChange={(timeZone) => onChange({ ...draft, timeZone })}
      />
      <TextInput
        type="datetime-local"
        label="Not before"
        description={`By your clock (${readerZone})`}
        value={draft.startAt}
        error={faultOf('/start_at')}
        onChange={(event) => onChange({ ...draft, startAt: event.currentTarget.value })}
      />
      <TextInput
        type="datetime-local"
        label="Not after"
        value={draft.endAt}
        error={faultOf('/end_at')}
        onChange={(event) => onChange({ ...draft, endAt: event.currentTarget.value })}
      />
      <Select
        label="When a run of it is still open"
        data={overlapChoices}
        allowDeselect={false}
        value={others.overlap_policy ?? 'skip'}
        error={faultOf('/overlap_policy')}
        onChange={(value) => {
          const policy = readOverlap(value)
          set({ overlap_policy: policy === 'skip' ? undefined : policy })
        }}
      />
      <NumberField
        label="Each late by up to, in seconds"
        description="So that not all begin at once"
        value={others.jitter_seconds}
        error={faultOf('/jitter_seconds')}
        onChange={(seconds) => set({ jitter_seconds: seconds || undefined })}
      />
      <NumberField
        label="Caught up when late by at most, in seconds"
        description="After Temporal was away; empty: a year"
        value={others.catchup_window_seconds}
        error={faultOf('/catchup_window_seconds')}
        onChange={(seconds) => set({ catchup_window_seconds: seconds })}
      />
      <NumberField
        label="Fires so many times, then no more"
        description="Empty: without end"
        value={others.remaining_actions ?? undefined}
        error={faultOf('/remaining_actions')}
        onChange={(count) => set({ remaining_actions: count })}
      />
      <TextInput
        label="Task queue"
        description="Empty: it follows its type"
        value={others.task_queue ?? ''}
        error={faultOf('/task_queue')}
        onChange={(event) => set({ task_queue: event.currentTarget.value || undefined })}
      />
      <Switch
        label="Pause it when a run fails"
        checked={others.pause_on_failure ?? false}
        onChange={(event) => set({ pause_on_failure: event.currentTarget.checked || undefined })}
      />
    </div>
  )
}

interface NumberFieldProps {
  readonly label: string
  readonly description: string
  readonly value: number | undefined
  readonly error: string | undefined
  readonly onChange: (value: number | undefined) => void
}

function NumberField({ label, description, value, error, onChange }: NumberFieldProps) {
  return (
    <NumberInput
      label={label}
      description={description}
      min={0}
      value={value ?? ''}
      error={error}
      onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
    />
  )
}
