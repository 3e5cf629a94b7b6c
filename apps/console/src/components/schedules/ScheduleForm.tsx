import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { ProblemError } from '@temporal-registry/contract/problem'
import type { WorkflowInfo } from '@temporal-registry/contract/registry'
import type { ScheduleBody } from '@temporal-registry/contract/schedule-body'
import { isApiError } from '@temporal-registry/sdk/client'
import { useMemo, useState, type ReactNode } from 'react'
import { splitErrors } from '../../problem-text.ts'
import { schedulePreviewQuery } from '../../queries/schedules.ts'
import { bodyOf, type Draft } from '../../schedules/draft.ts'
import { useGateway } from '../../session/gateway.tsx'
import { Columns } from '../../ui/Columns.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { InputEditor, isPlaced } from '../InputEditor.tsx'
import { JsonEditor } from '../JsonEditor.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'
import { SchedulePreview } from './SchedulePreview.tsx'
import { ScheduleOptions } from './ScheduleOptions.tsx'
import { ScheduleRules } from './ScheduleRules.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

/** Pointers of members that have a field of their own; times and input are handled separately. */
const fields = new Set(
  ['time_zone', 'start_at', 'end_at', 'overlap_policy', 'jitter_seconds', 'task_queue', 'note']
    .concat(['catchup_window_seconds', 'remaining_actions'])
    .map((name) => `/${name}`),
)
const settleMs = 250
/** The id that a preview is asked under while none is written yet; nothing is stored under it. */
const unnamed = 'a-schedule-without-a-name'

interface ScheduleFormProps {
  readonly type: WorkflowInfo
  readonly initial: Draft
  /** The id, and how to change it; a plain text where the schedule exists and its id is fixed. */
  readonly id: { readonly value: string; readonly onChange: (id: string) => void } | string
  /** Beside the form's head: the choice of a type. */
  readonly above?: ReactNode
  readonly verb: string
  readonly isSaving: boolean
  /** Why it was not saved. */
  readonly error: unknown
  readonly onSave: (body: ScheduleBody) => void
  readonly onEdit: () => void
  readonly onCancel: () => void
}

/** A schedule as a form, with its next times as one writes it. */
export function ScheduleForm(props: ScheduleFormProps) {
  const { type, initial, id, above, verb, isSaving, error, onSave, onEdit, onCancel } = props
  const [draft, setDraft] = useState(initial)
  const [isBroken, setIsBroken] = useState(false)
  const [isEdited, setIsEdited] = useState(false)
  const name = typeof id === 'string' ? id : id.value.trim()
  const body = useMemo(() => bodyOf(type.workflow_type, draft), [type.workflow_type, draft])
  const [settled] = useDebouncedValue({ name, body }, settleMs)
  const asked = schedulePreviewQuery(useGateway(), settled.name || unnamed, settled.body)
  const { data: check } = useQuery(asked)
  const isTaken = typeof id !== 'string' && check?.preview?.is_taken === true
  // What was refused on saving stands until something is changed; then what is found while typing.
  const refusal = error ?? check?.refusal
  const found = isApiError(refusal) ? (refusal.problem?.errors ?? []) : []
  const { atFields, above: others } = splitErrors(isEdited || error ? found : [], (pointer) =>
    hasPlace(type, draft, pointer),
  )
  const faultOf = (pointer: string) => atFields.find((one) => one.pointer === pointer)?.detail
  const whyNot = isBroken
    ? 'The input is no JSON yet'
    : name === ''
      ? 'It has no id yet'
      : undefined

  function change(next: Draft) {
    setDraft(next)
    setIsEdited(true)
    onEdit()
  }

  return (
    <form
      // What is wrong, the gateway says, in its words.
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setIsEdited(true)
        if (whyNot === undefined) onSave(body)
      }}
    >
      <Columns
        beside={
          <>
            <SchedulePreview
              preview={check?.preview}
              refusal={check?.refusal}
              isBegun={isEdited}
              zone={draft.timeZone}
              hasJitter={Boolean(draft.others.jitter_seconds)}
            />
            <Panel title="Options">
              <ScheduleOptions draft={draft} onChange={change} faultOf={faultOf} />
            </Panel>
          </>
        }
      >
        {error || (isEdited && others.length > 0) ? (
          <ProblemNotice error={refusal} errors={others} />
        ) : null}
        {typeof id === 'string' ? null : (
          <Panel title="What">
            <div className="stack">
              {above}
              <TextInput
                label="Id"
                description="Begins the ids of its runs; it cannot be changed later."
                placeholder="report-daily"
                spellCheck={false}
                value={id.value}
                error={isTaken ? 'There is a schedule of this id already' : faultOf(':schedule_id')}
                onChange={(event) => {
                  id.onChange(event.currentTarget.value)
                  onEdit()
                }}
              />
              <TextInput
                label="Note"
                description="Others see it beside the schedule."
                maxLength={1_000}
                value={draft.others.note ?? ''}
                onChange={(event) =>
                  change({ ...draft, others: { ...draft.others, note: event.currentTarget.value } })
                }
              />
            </div>
          </Panel>
        )}
        <Panel title="When">
          <ScheduleRules
            rules={draft.rules}
            onChange={(rules) => change({ ...draft, rules })}
            errors={atFields}
          />
        </Panel>
        <Input
          type={type}
          draft={draft}
          // What the form fills in by itself is no edit of the reader's.
          onChange={draft.others.input === undefined ? setDraft : change}
          onBroken={setIsBroken}
          errors={atFields.filter(({ pointer }) => pointer.startsWith('/input'))}
        />
        <div className="row">
          <ScopedButton
            scope="start"
            type="submit"
            variant="filled"
            size="sm"
            loading={isSaving}
            whyNot={whyNot}
          >
            {verb}
          </ScopedButton>
          <Button size="sm" variant="subtle" onClick={onCancel}>
            Not now
          </Button>
        </div>
      </Columns>
    </form>
  )
}

interface InputProps {
  readonly type: WorkflowInfo
  readonly draft: Draft
  readonly onChange: (draft: Draft) => void
  readonly onBroken: (isBroken: boolean) => void
  readonly errors: readonly ProblemError[]
}

/** What its runs are given; several arguments, which only some types take, as JSON. */
function Input({ type, draft, onChange, onBroken, errors }: InputProps) {
  const { others } = draft
  if (others.args) {
    return (
      <Panel title="Arguments">
        <JsonEditor
          label="Arguments as JSON"
          value={others.args}
          onBroken={onBroken}
          onChange={(args) =>
            onChange({ ...draft, others: { ...others, args: Array.isArray(args) ? args : [args] } })
          }
        />
      </Panel>
    )
  }
  return (
    <InputEditor
      type={type}
      value={others.input}
      onChange={(input) => onChange({ ...draft, others: { ...others, input } })}
      onBroken={onBroken}
      errors={errors}
    />
  )
}

function hasPlace(type: WorkflowInfo, draft: Draft, pointer: string): boolean {
  if (fields.has(pointer) || pointer === ':schedule_id') return true
  if (pointer.startsWith('/input')) return isPlaced(type.input_schema, pointer)
  const [, member = '', at = ''] = pointer.split('/')
  return /^(cron|calendars|intervals|exclude)$/.test(member) && Number(at) < draft.rules.length
}
