import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Channel } from '@temporal-registry/contract/channels'
import { useState } from 'react'
import { paths } from '../../paths.ts'
import { messagesKey } from '../../queries/keys.ts'
import { useGateway } from '../../session/gateway.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

const dialogs = {
  disable: {
    title: 'Disable this channel?',
    says: 'What would be sent to it from now on is dead, and can be redelivered when it is enabled again.',
    verb: 'Disable',
  },
  delete: {
    title: 'Delete this channel?',
    says: 'What still waits for it is dead at its next attempt. Monitors and definitions that name it tell nobody by it.',
    verb: 'Delete',
  },
} as const

/** What can be done with a channel, but trying and verifying it. */
export function ChannelActions({ channel }: { channel: Channel }) {
  const { client, namespace } = useGateway()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [asked, setAsked] = useState<keyof typeof dialogs>('disable')
  const [isOpen, setIsOpen] = useState(false)
  const { name, enabled, origin } = channel
  const whyNot = origin === 'configuration' ? 'It is set in the configuration' : undefined
  const acting = useMutation({
    mutationFn: async (way: 'enable' | 'disable' | 'delete') => {
      await client.channels[way](name)
      return way
    },
    onSuccess: async (way) => {
      setIsOpen(false)
      if (way === 'delete') await navigate(paths.channels())
      await queryClient.invalidateQueries({ queryKey: messagesKey(namespace, 'channels') })
      if (way !== 'delete') {
        await queryClient.invalidateQueries({ queryKey: messagesKey(namespace, 'channel', name) })
      }
    },
  })
  const ask = (way: keyof typeof dialogs) => {
    acting.reset()
    setAsked(way)
    setIsOpen(true)
  }
  const { title, says, verb } = dialogs[asked]
  return (
    <>
      <ScopedButton
        scope="admin"
        whyNot={whyNot}
        onClick={() => void navigate(paths.editChannel(name))}
      >
        Edit
      </ScopedButton>
      {enabled ? (
        <ScopedButton scope="admin" whyNot={whyNot} onClick={() => ask('disable')}>
          Disable…
        </ScopedButton>
      ) : (
        <ScopedButton
          scope="admin"
          whyNot={whyNot}
          loading={acting.isPending}
          onClick={() => acting.mutate('enable')}
        >
          Enable
        </ScopedButton>
      )}
      <ScopedButton scope="admin" whyNot={whyNot} onClick={() => ask('delete')}>
        Delete…
      </ScopedButton>
      <ConfirmDialog
        isOpen={isOpen}
        title={title}
        onClose={() => setIsOpen(false)}
        verb={verb}
        isDangerous={asked === 'delete'}
        onConfirm={() => acting.mutate(asked)}
        change={acting}
      >
        {says}
      </ConfirmDialog>
    </>
  )
}
