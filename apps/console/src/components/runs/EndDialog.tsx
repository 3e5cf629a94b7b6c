import type { RunDescription } from '@temporal-registry/contract/runs'
import { useState } from 'react'
import { runsKey } from '../../queries/keys.ts'
import { useChange } from '../../queries/use-change.ts'
import { useGateway } from '../../session/gateway.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { ReasonField } from '../ReasonField.tsx'

const ways = {
  cancel: {
    title: 'Cancel this run?',
    says: 'The run is asked to cancel itself: it may clean up first, take its time, or go on all the same.',
    verb: 'Cancel the run',
  },
  terminate: {
    title: 'Terminate this run?',
    says: 'The run ends at once and without its say: nothing is cleaned up, and what it waits for is forgotten.',
    verb: 'Terminate the run',
  },
} as const

interface EndDialogProps {
  readonly way: keyof typeof ways
  readonly run: RunDescription
  readonly onClose: () => void
}

/** Ends a run, politely or at once. */
export function EndDialog({ way, run, onClose }: EndDialogProps) {
  const { client, namespace } = useGateway()
  const [reason, setReason] = useState('')
  const ending = useChange(
    () => {
      const options = { run_id: run.run_id, reason: reason || undefined }
      return client.runs[way](run.workflow_id, options)
    },
    { refreshes: runsKey(namespace), onDone: onClose },
  )
  const { title, says, verb } = ways[way]
  return (
    <ConfirmDialog
      title={title}
      onClose={onClose}
      verb={verb}
      isDangerous={way === 'terminate'}
      onConfirm={() => ending.mutate()}
      change={ending}
    >
      <div className="stack">
        <p>{says}</p>
        <ReasonField description="Kept in the run's history." value={reason} onChange={setReason} />
      </div>
    </ConfirmDialog>
  )
}
