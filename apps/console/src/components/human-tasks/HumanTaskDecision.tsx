import { Textarea } from '@mantine/core'
import type { HumanDecision, HumanTask } from '@temporal-registry/contract/human-tasks'
import type { ProblemError } from '@temporal-registry/contract/problem'
import { isApiError } from '@temporal-registry/sdk/client'
import { useState } from 'react'
import { useTaskChange } from '../../human-tasks/use-task-change.ts'
import { nextText, whyNotDecide } from '../../human-tasks/why-not-decide.ts'
import { splitErrors } from '../../problem-text.ts'
import { hasField, pointerTokens } from '../../schema/form-schema.ts'
import { useActing } from '../../session/acting.ts'
import { Panel } from '../../ui/Panel.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { FormOrJson } from '../FormOrJson.tsx'
import { JsonEditor } from '../JsonEditor.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'
import { SchemaFormLater } from '../SchemaFormLater.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

interface Said {
  readonly decision: HumanDecision
  readonly answer?: unknown
  readonly comment?: string | undefined
}

/** What somebody says to a task: the form it brings, a comment, yes or no. */
export function HumanTaskDecision({ task }: { task: HumanTask }) {
  const { form } = task
  const { name } = useActing()
  const [answer, setAnswer] = useState<unknown>()
  const [isForm, setIsForm] = useState(true)
  const [isBroken, setIsBroken] = useState(false)
  const [comment, setComment] = useState('')
  const [isRejecting, setIsRejecting] = useState(false)
  const deciding = useTaskChange(
    (humanTasks, said: Said, options) => humanTasks.decide(task.id, said, options),
    () => {
      setIsRejecting(false)
      setComment('')
    },
  )
  const whyNot = whyNotDecide(task, name)
  const decide = (decision: HumanDecision) =>
    deciding.mutate({
      decision,
      ...(form === null || decision === 'reject' ? {} : { answer: answer ?? {} }),
      comment: comment.trim() || undefined,
    })
  const { atFields, above } = splitErrors(
    isApiError(deciding.error) ? (deciding.error.problem?.errors ?? []) : [],
    (pointer) =>
      form !== null &&
      isForm &&
      pointer.startsWith('/answer') &&
      hasField(form, pointerTokens(pointer).slice(1)),
  )
  const change = (next: () => void) => {
    next()
    deciding.reset()
  }
  // A rejection is told of in its dialog.
  const refusal = isRejecting ? null : deciding.error
  const whyNotAgree = whyNot.agree ?? (isBroken ? 'The answer is no JSON yet' : undefined)

  return (
    <Panel
      title="Decide"
      aside={
        form === null ? null : (
          <FormOrJson what="answer" isForm={isForm} isBroken={isBroken} onChange={setIsForm} />
        )
      }
    >
      <div className="stack">
        {refusal && (atFields.length === 0 || above.length > 0) ? (
          <ProblemNotice error={refusal} errors={above} />
        ) : null}
        {form === null ? null : (
          <Answer
            {...{ form, answer, isForm, setIsBroken }}
            errors={atFields}
            onChange={(value) => change(() => setAnswer(value))}
          />
        )}
        <Textarea
          label="Comment"
          description="Kept with the decision, and given to the run."
          autosize
          minRows={2}
          maxRows={10}
          maxLength={10_000}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        <div className="row">
          <ScopedButton
            scope="start"
            variant="filled"
            size="sm"
            whyNot={whyNotAgree}
            loading={deciding.isPending && deciding.variables.decision === 'approve'}
            onClick={() => decide('approve')}
          >
            Approve
          </ScopedButton>
          {form === null ? null : (
            <ScopedButton
              scope="start"
              size="sm"
              whyNot={whyNotAgree}
              loading={deciding.isPending && deciding.variables.decision === 'answer'}
              onClick={() => decide('answer')}
            >
              Answer
            </ScopedButton>
          )}
          <ScopedButton
            scope="start"
            size="sm"
            whyNot={whyNot.reject}
            onClick={() => change(() => setIsRejecting(true))}
          >
            Reject…
          </ScopedButton>
          <span className="muted small">{whyNot.agree ?? nextText(task)}</span>
        </div>
      </div>
      <ConfirmDialog
        isOpen={isRejecting}
        title="Reject this task?"
        onClose={() => change(() => setIsRejecting(false))}
        verb="Reject it"
        isDangerous
        onConfirm={() => decide('reject')}
        change={{ isPending: deciding.isPending, error: isRejecting ? deciding.error : undefined }}
      >
        One rejection ends it, whatever others have said, and the run goes on with that. It cannot
        be taken back.{comment.trim() === '' ? ' You may say why in the comment.' : ''}
      </ConfirmDialog>
    </Panel>
  )
}

interface AnswerProps {
  readonly form: Readonly<Record<string, unknown>>
  readonly answer: unknown
  readonly isForm: boolean
  readonly errors: readonly ProblemError[]
  readonly onChange: (value: unknown) => void
  readonly setIsBroken: (isBroken: boolean) => void
}

function Answer({ form, answer, isForm, errors, onChange, setIsBroken }: AnswerProps) {
  if (!isForm) {
    return (
      <JsonEditor
        label="Answer as JSON"
        value={answer}
        onChange={onChange}
        onBroken={setIsBroken}
        minRows={5}
      />
    )
  }
  return (
    <SchemaFormLater
      schema={form}
      value={answer}
      onChange={(value) => {
        // Filling in defaults is no edit, and takes no refusal away.
        if (JSON.stringify(value) !== JSON.stringify(answer)) onChange(value)
      }}
      onBroken={setIsBroken}
      errors={errors}
      under="/answer"
      name="answer"
    />
  )
}
