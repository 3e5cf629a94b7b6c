import { Button, SegmentedControl } from '@mantine/core'
import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import { isApiError } from '@temporal-registry/sdk/client'
import { useMemo, useState, type ReactNode } from 'react'
import { readDefinition, writeDefinition, type TextForm } from '../../activities/definition-text.ts'
import { countText } from '../../count-text.ts'
import { Columns } from '../../ui/Columns.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { CodeEditor } from '../CodeEditor.tsx'
import { DryRun } from './DryRun.tsx'
import { FlowPicture } from './FlowPicture.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'
import { ScopedButton } from '../ScopedButton.tsx'
import { TimesPreview } from '../schedules/TimesPreview.tsx'
import { useDefinitionCheck } from './use-definition-check.ts'

interface DefinitionEditorProps {
  readonly text: string
  readonly onChange: (text: string) => void
  /** What was refused, if not at a place of the text; it stands until something is changed. */
  readonly error: unknown
  readonly isSaving: boolean
  readonly onSave: (body: ActivityDefinitionBody) => void
  readonly saveName: string
  readonly onLeave: () => void
  /** Above the text: where to begin, what has changed since. */
  readonly children?: ReactNode
}

/** A definition as text, with what is wrong at its lines while one types, and what it would do beside it. */
export function DefinitionEditor(props: DefinitionEditorProps) {
  const { text, onChange, error, isSaving, onSave, saveName, onLeave, children } = props
  const [form, setForm] = useState<TextForm>('yaml')
  const read = useMemo(() => readDefinition(text, form), [text, form])
  const check = useDefinitionCheck(read?.value)
  const { errors = [], warnings = [], valid = false, body } = check.data ?? {}
  // The gateway takes what it says is valid: a body of the shape that it checked.
  const checked = valid ? (body as ActivityDefinitionBody) : undefined
  const faultsOfSave = isApiError(error) ? (error.problem?.errors ?? []) : []
  const faults = faultsOfSave.length > 0 ? faultsOfSave : errors

  function switchTo(next: TextForm) {
    if (!read || next === form) return
    setForm(next)
    onChange(writeDefinition(read.value, next))
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (read && whyNot(read, faults.length) === undefined) {
          onSave(read.value as ActivityDefinitionBody)
        }
      }}
    >
      <Columns
        beside={
          <>
            <Panel title="What it will do">
              {checked ? (
                <FlowPicture definition={checked} />
              ) : (
                <p className="muted small">It is drawn here once nothing is wrong with its text.</p>
              )}
            </Panel>
            {checked?.trigger.schedule ? (
              <TimesPreview schedule={checked.trigger.schedule} />
            ) : null}
          </>
        }
      >
        {children}
        <Panel
          title="Definition"
          aside={
            <div className="row">
              <CheckMark
                isRead={read !== undefined}
                faults={faults.length}
                doubts={warnings.length}
              />
              <SegmentedControl
                aria-label="How it is written"
                value={form}
                data={[
                  { value: 'yaml', label: 'YAML', disabled: !read },
                  { value: 'json', label: 'JSON', disabled: !read },
                ]}
                onChange={switchTo}
              />
            </div>
          }
        >
          <div className="stack">
            <CodeEditor
              label="Text of the definition"
              language={form}
              value={text}
              onChange={onChange}
              faults={faults}
              doubts={warnings}
              minRows={18}
              maxRows={30}
            />
            {error && faultsOfSave.length === 0 ? <ProblemNotice error={error} /> : null}
            <div className="row">
              <ScopedButton
                scope="admin"
                type="submit"
                variant="filled"
                size="sm"
                loading={isSaving}
                whyNot={whyNot(read, faults.length)}
              >
                {saveName}
              </ScopedButton>
              <Button size="sm" variant="subtle" onClick={onLeave}>
                Not now
              </Button>
            </div>
          </div>
        </Panel>
        <DryRun definition={checked} />
      </Columns>
    </form>
  )
}

function whyNot(read: { readonly value: unknown } | undefined, faults: number): string | undefined {
  if (!read) return 'The text cannot be read yet'
  return faults > 0 ? 'Something is wrong with it yet' : undefined
}

interface CheckMarkProps {
  readonly isRead: boolean
  readonly faults: number
  readonly doubts: number
}

function CheckMark({ isRead, faults, doubts }: CheckMarkProps) {
  if (!isRead) return <Mark tone="bad">cannot be read</Mark>
  if (faults > 0) return <Mark tone="bad">{countText(faults, 'fault')}</Mark>
  return doubts > 0 ? (
    <Mark tone="caution">{`valid, ${countText(doubts, 'warning')}`}</Mark>
  ) : (
    <Mark tone="good">valid</Mark>
  )
}
