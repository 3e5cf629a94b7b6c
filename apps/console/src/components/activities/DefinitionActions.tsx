import { useNavigate } from '@tanstack/react-router'
import type { ActivityDefinition } from '@temporal-registry/contract/activity-definitions'
import { useState } from 'react'
import { paths } from '../../paths.ts'
import { activitiesKey } from '../../queries/keys.ts'
import { useChange } from '../../queries/use-change.ts'
import { useGateway } from '../../session/gateway.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { PauseDialog } from './PauseDialog.tsx'
import { ResumeDialog } from './ResumeDialog.tsx'
import { ScopedButton } from '../ScopedButton.tsx'
import { TriggerDialog } from './TriggerDialog.tsx'

/** What can be done with a definition; each says what it does before it does it. */
export function DefinitionActions({ definition }: { definition: ActivityDefinition }) {
  const navigate = useNavigate()
  const [open, setOpen] = useState<'trigger' | 'pause' | 'resume' | 'switch' | 'delete'>()
  const close = () => setOpen(undefined)
  const { name, enabled } = definition
  const isPaused = definition.paused_at !== null
  return (
    <>
      <ScopedButton scope="admin" onClick={() => void navigate(paths.editActivity(name))}>
        Edit
      </ScopedButton>
      <ScopedButton scope="start" onClick={() => setOpen(isPaused ? 'resume' : 'pause')}>
        {isPaused ? 'Resume…' : 'Pause…'}
      </ScopedButton>
      <ScopedButton scope="admin" onClick={() => setOpen('switch')}>
        {enabled ? 'Disable…' : 'Enable…'}
      </ScopedButton>
      <ScopedButton scope="admin" onClick={() => setOpen('delete')}>
        Delete…
      </ScopedButton>
      <ScopedButton
        scope="start"
        variant="filled"
        whyNot={enabled ? undefined : 'It is disabled'}
        onClick={() => setOpen('trigger')}
      >
        Run now…
      </ScopedButton>
      {open === 'trigger' ? <TriggerDialog definition={definition} onClose={close} /> : null}
      {open === 'pause' ? <PauseDialog definition={definition} onClose={close} /> : null}
      {open === 'resume' ? <ResumeDialog definition={definition} onClose={close} /> : null}
      {open === 'switch' ? <SwitchDialog definition={definition} onClose={close} /> : null}
      {open === 'delete' ? <DeleteDialog definition={definition} onClose={close} /> : null}
    </>
  )
}

interface DialogProps {
  readonly definition: ActivityDefinition
  readonly onClose: () => void
}

function SwitchDialog({ definition: { name, enabled }, onClose }: DialogProps) {
  const { client, namespace } = useGateway()
  const switching = useChange(
    () => client.activityDefinitions[enabled ? 'disable' : 'enable'](name),
    { refreshes: activitiesKey(namespace), onDone: onClose },
  )
  return (
    <ConfirmDialog
      title={enabled ? `Disable ${name}?` : `Enable ${name}?`}
      onClose={onClose}
      verb={enabled ? 'Disable it' : 'Enable it'}
      onConfirm={() => switching.mutate()}
      change={switching}
    >
      <p>
        {enabled
          ? 'It matches nothing any more, and nothing is written about what it would have matched. Runs that have begun go on. To keep a record of what it misses, pause it instead.'
          : 'It matches what comes from now on. What came meanwhile was not written down, and does not come again.'}
      </p>
    </ConfirmDialog>
  )
}

function DeleteDialog({ definition: { name }, onClose }: DialogProps) {
  const { client, namespace } = useGateway()
  const navigate = useNavigate()
  const deleting = useChange(() => client.activityDefinitions.delete(name), {
    refreshes: activitiesKey(namespace),
    onDone: async () => {
      await navigate(paths.activities())
    },
  })
  return (
    <ConfirmDialog
      title={`Delete ${name}?`}
      onClose={onClose}
      verb="Delete it"
      isDangerous
      onConfirm={() => deleting.mutate()}
      change={deleting}
    >
      <p>
        All its versions go, and its name is free. Its runs go on with the version they began with;
        they and the ledger stay until their time is over. This cannot be undone.
      </p>
    </ConfirmDialog>
  )
}
