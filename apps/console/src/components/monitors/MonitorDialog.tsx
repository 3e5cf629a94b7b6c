import { Select, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Monitor } from '@temporal-registry/contract/monitor'
import { useState } from 'react'
import { paths } from '../../paths.ts'
import { monitorsKey } from '../../queries/keys.ts'
import { useGateway } from '../../session/gateway.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'

const dialogs = {
  pause: {
    title: 'Pause this monitor?',
    says: 'It does not look until somebody resumes it. What it remembers stays.',
    verb: 'Pause',
    takes: 'Reason',
  },
  suppress: {
    title: 'Suppress its alerts?',
    says: 'It goes on looking and tells nobody; alerts are written down with the reason. What still holds when the time is over is told then.',
    verb: 'Suppress',
    takes: 'Reason',
  },
  complete: {
    title: 'Complete this monitor?',
    says: 'It looks no more, and its schedule is removed from Temporal. What it found stays; beginning anew forgets what it remembers.',
    verb: 'Complete',
    takes: undefined,
  },
  fork: {
    title: 'Fork this monitor?',
    says: 'Another one is made that says the same, but channels and secrets. It is paused until somebody resumes it.',
    verb: 'Fork',
    takes: 'Name of the fork',
  },
  delete: {
    title: 'Delete this monitor?',
    says: 'Its schedule is removed, and a look that is under way tells nobody. Its observations and alerts stay until their retention ends.',
    verb: 'Delete',
    takes: undefined,
  },
} as const

export type MonitorDialogName = keyof typeof dialogs

const times = { '1 hour': 1, '4 hours': 4, '1 day': 24, '1 week': 168 } as const
const hourMs = 3_600_000

interface MonitorDialogProps {
  readonly name: MonitorDialogName
  readonly monitor: Monitor
  readonly onClose: () => void
}

/** Asks what is needed for it, says what will be done, and does it. */
export function MonitorDialog({ name, monitor, onClose }: MonitorDialogProps) {
  const { title, says, verb, takes } = dialogs[name]
  const [text, setText] = useState('')
  const [span, setSpan] = useState<keyof typeof times>('4 hours')
  const acting = useAct(name, monitor, onClose)
  return (
    <ConfirmDialog
      title={title}
      onClose={onClose}
      verb={verb}
      isDangerous={name === 'delete'}
      isDisabled={takes !== undefined && text.trim() === ''}
      onConfirm={() => acting.mutate({ text: text.trim(), hours: times[span] })}
      change={acting}
    >
      <div className="stack">
        <p>{says}</p>
        {name === 'suppress' ? (
          <Select
            label="For"
            allowDeselect={false}
            data={Object.keys(times)}
            value={span}
            // Of the names above.
            onChange={(value) => setSpan((value ?? '4 hours') as keyof typeof times)}
          />
        ) : null}
        {takes ? (
          <TextInput
            label={takes}
            maxLength={name === 'fork' ? 128 : 1_000}
            value={text}
            data-autofocus
            onChange={(event) => setText(event.currentTarget.value)}
          />
        ) : null}
      </div>
    </ConfirmDialog>
  )
}

function useAct(dialog: MonitorDialogName, { name }: Monitor, onClose: () => void) {
  const { client, namespace } = useGateway()
  const { monitors } = client
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async ({ text, hours }: { text: string; hours: number }) => {
      if (dialog === 'pause') await monitors.pause(name, text)
      if (dialog === 'complete') await monitors.complete(name)
      if (dialog === 'delete') await monitors.delete(name)
      if (dialog === 'fork') return (await monitors.fork(name, text)).name
      if (dialog === 'suppress') {
        const until = new Date(Date.now() + hours * hourMs).toISOString()
        await monitors.suppress(name, { until, reason: text })
      }
      return undefined
    },
    onSuccess: async (fork) => {
      onClose()
      if (fork !== undefined) await navigate(paths.monitor(fork))
      // Removed from the cache, so that no page asks again for a deleted monitor.
      if (dialog === 'delete') await navigate(paths.monitors())
      await queryClient.invalidateQueries({ queryKey: monitorsKey(namespace, 'list') })
      if (dialog !== 'delete') {
        await queryClient.invalidateQueries({ queryKey: monitorsKey(namespace) })
      }
    },
  })
}
