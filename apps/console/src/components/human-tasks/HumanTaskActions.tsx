import { Textarea, TextInput } from '@mantine/core'
import type { HumanTask } from '@temporal-registry/contract/human-tasks'
import { useState } from 'react'
import { useTaskChange } from '../../human-tasks/use-task-change.ts'
import { useActing } from '../../session/acting.ts'
import { useGateway } from '../../session/gateway.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { HumanTaskLinks } from './HumanTaskLinks.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

type Dialog = 'delegate' | 'comment' | 'links'

/** Everything that can be done with an undecided task, except deciding it. */
export function HumanTaskActions({ task }: { task: HumanTask }) {
  const { id, claimed_by: claimedBy } = task
  const { session } = useGateway()
  const { name, actor } = useActing()
  const [open, setOpen] = useState<Dialog>()
  const close = () => setOpen(undefined)
  const claiming = useTaskChange((humanTasks, _: void, options) => humanTasks.claim(id, options))
  const releasing = useTaskChange((humanTasks, _: void, options) => humanTasks.release(id, options))
  // Somebody who acts for another person has that person's rights only.
  const isAdmin = actor === undefined && session.caller?.scopes.includes('admin') === true
  const isOthers = claimedBy !== null && claimedBy !== name
  const taken = isOthers ? `${claimedBy} has claimed it` : undefined
  const error = claiming.error ?? releasing.error
  return (
    <div className="stack">
      <div className="row">
        {claimedBy === null ? (
          <ScopedButton
            scope="start"
            loading={claiming.isPending}
            onClick={() => claiming.mutate()}
          >
            Claim
          </ScopedButton>
        ) : (
          <ScopedButton
            scope="start"
            whyNot={isAdmin ? undefined : taken}
            loading={releasing.isPending}
            onClick={() => releasing.mutate()}
          >
            Release
          </ScopedButton>
        )}
        <ScopedButton
          scope="start"
          whyNot={isAdmin ? undefined : taken}
          onClick={() => setOpen('delegate')}
        >
          Delegate…
        </ScopedButton>
        <ScopedButton scope="start" onClick={() => setOpen('comment')}>
          Comment…
        </ScopedButton>
        <ScopedButton scope="start" onClick={() => setOpen('links')}>
          Links…
        </ScopedButton>
      </div>
      {error ? <ProblemNotice error={error} /> : null}
      {open === 'delegate' ? <Delegate task={task} onClose={close} /> : null}
      {open === 'comment' ? <Comment task={task} onClose={close} /> : null}
      {open === 'links' ? <HumanTaskLinks task={task} onClose={close} /> : null}
    </div>
  )
}

interface DialogProps {
  readonly task: HumanTask
  readonly onClose: () => void
}

function Delegate({ task, onClose }: DialogProps) {
  const [to, setTo] = useState('')
  const [comment, setComment] = useState('')
  const delegating = useTaskChange(
    (humanTasks, _: void, options) =>
      humanTasks.delegate(
        task.id,
        { to: to.trim(), comment: comment.trim() || undefined },
        options,
      ),
    onClose,
  )
  return (
    <ConfirmDialog
      title="Delegate this task"
      onClose={onClose}
      verb="Delegate"
      isDisabled={to.trim() === ''}
      onConfirm={() => delegating.mutate()}
      change={delegating}
    >
      <div className="stack">
        <p>
          They may decide it from then on, whether or not it named them, and have it claimed: nobody
          else decides it until they release it.
        </p>
        <TextInput
          label="To"
          description="The name of the person, as their token has it"
          maxLength={128}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
          data-autofocus
        />
        <CommentField value={comment} onChange={setComment} />
      </div>
    </ConfirmDialog>
  )
}

function Comment({ task, onClose }: DialogProps) {
  const [comment, setComment] = useState('')
  const commenting = useTaskChange(
    (humanTasks, _: void, options) => humanTasks.comment(task.id, comment.trim(), options),
    onClose,
  )
  return (
    <ConfirmDialog
      title="Comment on this task"
      onClose={onClose}
      verb="Say it"
      isDisabled={comment.trim() === ''}
      onConfirm={() => commenting.mutate()}
      change={commenting}
    >
      <CommentField value={comment} onChange={setComment} />
    </ConfirmDialog>
  )
}

function CommentField({ value, onChange }: { value: string; onChange: (comment: string) => void }) {
  return (
    <Textarea
      label="Comment"
      description="Stands in the history of the task."
      autosize
      minRows={2}
      maxLength={10_000}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
