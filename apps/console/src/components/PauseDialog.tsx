import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ActivityDefinition } from '@temporal-registry/contract/activity-definitions'
import { useState } from 'react'
import { activitiesKey } from '../queries/keys.ts'
import { useGateway } from '../session/gateway.tsx'
import { ConfirmDialog } from './ConfirmDialog.tsx'

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
  const queryClient = useQueryClient()
  const [reason, setReason] = useState('')
  const pausing = useMutation({
    mutationFn: () => client.activityDefinitions.pause(name, reason),
    async onSuccess() {
      onClose()
      await queryClient.invalidateQueries({ queryKey: activitiesKey(namespace) })
    },
  })
  return (
    <ConfirmDialog
      isOpen
      title={`Pause ${name}?`}
      error={pausing.error}
      onClose={onClose}
      action={
        <Button
          variant="filled"
          loading={pausing.isPending}
          disabled={reason.trim() === ''}
          onClick={() => pausing.mutate()}
        >
          Pause it
        </Button>
      }
    >
      <div className="stack">
        <p>
          {kind === 'schedule'
            ? 'Its times pass without a run; when it is resumed, you say which of them it runs for.'
            : 'What comes meanwhile makes no run, and is in the ledger as paused.'}{' '}
          Runs that have begun go on.
        </p>
        <TextInput
          label="Reason"
          description="Everybody who looks at it sees this."
          maxLength={1_000}
          value={reason}
          data-autofocus
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </div>
    </ConfirmDialog>
  )
}
