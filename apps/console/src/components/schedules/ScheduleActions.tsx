import { Select } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { ScheduleDescription } from '@temporal-registry/contract/schedules'
import { useState } from 'react'
import { paths } from '../../paths.ts'
import { runsKey } from '../../queries/keys.ts'
import { overlapChoices, readOverlap } from '../../schedules/overlap.ts'
import { useChange } from '../../queries/use-change.ts'
import { useGateway } from '../../session/gateway.tsx'
import { BackfillDialog } from './BackfillDialog.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { ReasonField } from '../ReasonField.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

/** What can be done with a schedule; each says what it does before it does it. */
export function ScheduleActions({ schedule }: { schedule: ScheduleDescription }) {
  const navigate = useNavigate()
  const [open, setOpen] = useState<'trigger' | 'backfill' | 'pause' | 'delete'>()
  const close = () => setOpen(undefined)
  const { id, paused: isPaused, managed_by: maker } = schedule
  return (
    <>
      <ScopedButton scope="start" onClick={() => setOpen('trigger')}>
        Trigger…
      </ScopedButton>
      <ScopedButton scope="start" onClick={() => setOpen('backfill')}>
        Backfill…
      </ScopedButton>
      <ScopedButton scope="start" onClick={() => setOpen('pause')}>
        {isPaused ? 'Unpause…' : 'Pause…'}
      </ScopedButton>
      <ScopedButton
        scope="start"
        whyNot={
          maker === 'external'
            ? 'It was made past the registry, which does not take it over'
            : undefined
        }
        onClick={() => void navigate(paths.editSchedule(id))}
      >
        Edit
      </ScopedButton>
      <ScopedButton scope="start" onClick={() => setOpen('delete')}>
        Delete…
      </ScopedButton>
      {open === 'trigger' ? <TriggerDialog schedule={schedule} onClose={close} /> : null}
      {open === 'backfill' ? <BackfillDialog id={id} onClose={close} /> : null}
      {open === 'pause' ? <PauseDialog schedule={schedule} onClose={close} /> : null}
      {open === 'delete' ? <DeleteDialog schedule={schedule} onClose={close} /> : null}
    </>
  )
}

interface DialogProps {
  readonly schedule: ScheduleDescription
  readonly onClose: () => void
}

function TriggerDialog({ schedule: { id, definition, running }, onClose }: DialogProps) {
  const { client, namespace } = useGateway()
  const [overlap, setOverlap] = useState(definition.overlap_policy ?? 'skip')
  const change = useChange(
    () => client.schedules.trigger(id, { overlap_policy: overlap, idempotencyKey: 'auto' }),
    { refreshes: runsKey(namespace), onDone: onClose },
  )
  return (
    <ConfirmDialog
      title="Fire it now?"
      onClose={onClose}
      verb="Trigger"
      onConfirm={() => change.mutate()}
      change={change}
    >
      <div className="stack">
        <p>
          A run begins as if this were one of its times, paused or not.{' '}
          {running.length === 0 ? 'No run of it is open.' : `Open now: ${running.length}.`}
        </p>
        <Select
          label="When a run of it is still open"
          data={overlapChoices}
          allowDeselect={false}
          value={overlap}
          onChange={(value) => setOverlap(readOverlap(value))}
        />
      </div>
    </ConfirmDialog>
  )
}

function PauseDialog({ schedule: { id, paused: isPaused }, onClose }: DialogProps) {
  const { client, namespace } = useGateway()
  const [note, setNote] = useState('')
  const change = useChange(
    () => client.schedules[isPaused ? 'unpause' : 'pause'](id, { note: note || undefined }),
    { refreshes: runsKey(namespace), onDone: onClose },
  )
  return (
    <ConfirmDialog
      title={isPaused ? 'Let it fire again?' : 'Pause this schedule?'}
      onClose={onClose}
      verb={isPaused ? 'Unpause' : 'Pause'}
      onConfirm={() => change.mutate()}
      change={change}
    >
      <div className="stack">
        <p>
          {isPaused
            ? 'It fires at its next time. What passed meanwhile is not caught up: a backfill does that.'
            : 'It fires no more until it is unpaused. Runs that are open go on.'}
        </p>
        <ReasonField
          description="Others see it beside the schedule."
          value={note}
          onChange={setNote}
        />
      </div>
    </ConfirmDialog>
  )
}

function DeleteDialog({ schedule, onClose }: DialogProps) {
  const { id, running, declared_by: declaredBy } = schedule
  const { client, namespace } = useGateway()
  const navigate = useNavigate()
  const change = useChange(() => client.schedules.delete(id), {
    refreshes: runsKey(namespace),
    onDone: () => void navigate(paths.schedules()),
  })
  return (
    <ConfirmDialog
      title="Delete this schedule?"
      onClose={onClose}
      verb="Delete the schedule"
      isDangerous
      onConfirm={() => change.mutate()}
      change={change}
    >
      <div className="stack">
        <p>
          <code className="wrap">{id}</code> fires no more, and what it says is gone.{' '}
          {running.length > 0 ? 'Its open runs go on.' : ''}
        </p>
        {declaredBy ? (
          <p>
            <code>{declaredBy}</code> declares it: it comes back as it is declared there.
          </p>
        ) : null}
      </div>
    </ConfirmDialog>
  )
}
