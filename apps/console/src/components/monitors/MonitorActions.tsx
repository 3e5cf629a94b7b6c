import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Monitor } from '@temporal-registry/contract/monitor'
import { useState } from 'react'
import { paths } from '../../paths.ts'
import { monitorsKey } from '../../queries/keys.ts'
import { useGateway } from '../../session/gateway.tsx'
import { MonitorDialog, type MonitorDialogName } from './MonitorDialog.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

interface MonitorActionsProps {
  readonly monitor: Monitor
  /** Shows the look that was asked for. */
  readonly onLook: (observationId: string) => void
  readonly onProblem: (error: unknown) => void
}

/** What can be done with a monitor; what is not undone by its opposite says first what it will do. */
export function MonitorActions({ monitor, onLook, onProblem }: MonitorActionsProps) {
  const { client, namespace } = useGateway()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [open, setOpen] = useState<MonitorDialogName>()
  const { name, status, suppressed_until: suppressedUntil } = monitor
  const isSuppressed = suppressedUntil !== null && Date.parse(suppressedUntil) > Date.now()
  const again = () => queryClient.invalidateQueries({ queryKey: monitorsKey(namespace) })

  const looking = useMutation({
    mutationFn: () => client.monitors.look(name),
    onSuccess: async ({ run, reason }) => {
      if (run) onLook(run.id)
      else onProblem(new Error(reason))
      await again()
    },
    onError: onProblem,
  })
  const undoing = useMutation({
    mutationFn: (way: 'resume' | 'unsuppress') => client.monitors[way](name),
    onSuccess: again,
    onError: onProblem,
  })

  return (
    <>
      <ScopedButton
        scope="start"
        variant="filled"
        loading={looking.isPending}
        onClick={() => looking.mutate()}
      >
        Look now
      </ScopedButton>
      <ScopedButton scope="admin" onClick={() => void navigate(paths.editMonitor(name))}>
        Edit
      </ScopedButton>
      {status === 'active' ? (
        <ScopedButton scope="start" onClick={() => setOpen('pause')}>
          Pause…
        </ScopedButton>
      ) : (
        <ScopedButton
          scope="start"
          loading={undoing.isPending}
          onClick={() => undoing.mutate('resume')}
        >
          {status === 'completed' ? 'Begin anew' : 'Resume'}
        </ScopedButton>
      )}
      {isSuppressed ? (
        <ScopedButton
          scope="start"
          loading={undoing.isPending}
          onClick={() => undoing.mutate('unsuppress')}
        >
          Tell again
        </ScopedButton>
      ) : (
        <ScopedButton scope="start" onClick={() => setOpen('suppress')}>
          Suppress…
        </ScopedButton>
      )}
      <ScopedButton scope="admin" onClick={() => setOpen('fork')}>
        Fork…
      </ScopedButton>
      <ScopedButton
        scope="start"
        whyNot={status === 'completed' ? 'It is completed' : undefined}
        onClick={() => setOpen('complete')}
      >
        Complete…
      </ScopedButton>
      <ScopedButton scope="admin" onClick={() => setOpen('delete')}>
        Delete…
      </ScopedButton>
      {open ? (
        <MonitorDialog name={open} monitor={monitor} onClose={() => setOpen(undefined)} />
      ) : null}
    </>
  )
}
