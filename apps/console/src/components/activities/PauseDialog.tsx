import type { ActivityDefinition } from '@temporal-registry/contract/activity-definitions'
import { useState } from 'react'
import { activitiesKey } from '../../queries/keys.ts'
import { useChange } from '../../queries/use-change.ts'
import { useGateway } from '../../session/gateway.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { ReasonField } from '../ReasonField.tsx'

interface PauseDialogProps {
  readonly definition: ActivityDefinition
  readonly onClose: () => void
}

/** Lets a definition make no runs for now, and says why. */
export function PauseDialog({
  definition: { name, trigger_kind: kind },
  onClose,
}: PauseDialogProps) {
  const { client, namespace } = useGateway()
  const [reason, setReason] = useState('')
  const pausing = useChange(() => client.activityDefinitions.pause(name, reason), {
    refreshes: activitiesKey(namespace),
    onDone: onClose,
  })
  return (
    <ConfirmDialog
      title={`Pause ${name}?`}
      onClose={onClose}
      verb="Pause it"
      isDisabled={reason.trim() === ''}
      onConfirm={() => pausing.mutate()}
      change={pausing}
    >
      <div className="stack">
        <p>
          {kind === 'schedule'
            ? 'Its times pass without a run; when it is resumed, you say which of them it runs for.'
            : 'What comes meanwhile makes no run, and is in the ledger as paused.'}{' '}
          Runs that have begun go on.
        </p>
        <ReasonField
          description="Everybody who looks at it sees this."
          value={reason}
          onChange={setReason}
        />
      </div>
    </ConfirmDialog>
  )
}
