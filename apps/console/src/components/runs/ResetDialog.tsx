import { Select, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { HistoryEvent, RunDescription } from '@temporal-registry/contract/runs'
import { useState } from 'react'
import { paths } from '../../paths.ts'
import { runsKey } from '../../queries/keys.ts'
import { useGateway } from '../../session/gateway.tsx'
import { clockText } from '../../time-text.ts'
import { ConfirmDialog } from '../ConfirmDialog.tsx'

const reapplies = [
  { value: 'all', label: 'all signals and updates' },
  { value: 'signals', label: 'signals only' },
  { value: 'none', label: 'nothing' },
] as const

interface ResetDialogProps {
  readonly run: RunDescription
  readonly events: readonly HistoryEvent[]
  readonly onClose: () => void
}

/** Begins a run again from an earlier point of its history. */
export function ResetDialog({ run, events, onClose }: ResetDialogProps) {
  const { client, namespace } = useGateway()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const turns = events.filter(({ event_type: type }) => type === 'workflow_task_completed')
  const [point, setPoint] = useState('')
  const [reapply, setReapply] = useState<(typeof reapplies)[number]['value']>('all')
  const [reason, setReason] = useState('')
  const resetting = useMutation({
    mutationFn: () =>
      client.runs.reset(
        run.workflow_id,
        {
          event_id: point === '' ? undefined : Number(point),
          reapply,
          reason: reason || undefined,
        },
        { run_id: run.run_id, idempotencyKey: 'auto' },
      ),
    onSuccess: async ({ workflow_id: workflowId, run_id: runId }) => {
      onClose()
      void queryClient.invalidateQueries({ queryKey: runsKey(namespace) })
      await navigate(paths.run(workflowId, runId))
    },
  })
  return (
    <ConfirmDialog
      title="Reset this run?"
      onClose={onClose}
      verb="Reset the run"
      onConfirm={() => resetting.mutate()}
      change={resetting}
    >
      <div className="stack">
        <p>
          A new run of <code className="wrap">{run.workflow_id}</code> begins with the history up to
          the chosen point; what was done after it is done again.
          {run.status === 'running' ? ' This run is terminated.' : ''}
        </p>
        <Select
          label="From"
          allowDeselect={false}
          value={point}
          onChange={(value) => setPoint(value ?? '')}
          data={[
            { value: '', label: 'the beginning' },
            ...turns.map(({ event_id: id, event_time: at }) => ({
              value: String(id),
              label: `after event ${id}${at === null ? '' : `, ${clockText(new Date(at))}`}`,
            })),
          ]}
        />
        <Select
          label="Apply again what came later"
          allowDeselect={false}
          value={reapply}
          onChange={(value) =>
            setReapply(reapplies.find((one) => one.value === value)?.value ?? 'all')
          }
          data={reapplies}
        />
        <TextInput
          label="Reason"
          maxLength={1_000}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </div>
    </ConfirmDialog>
  )
}
