import { Button, Modal, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { newSigningKey } from '../../channels/channel-draft.ts'
import { messagesKey } from '../../queries/keys.ts'
import { useGateway } from '../../session/gateway.tsx'
import { OnceShown } from '../monitors/MonitorAddresses.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'

interface SecretDialogProps {
  /** `key`: a signing key is made; `url`: what somebody pastes is stored. */
  readonly of: 'key' | 'url'
  readonly onStored: (name: string) => void
  readonly onClose: () => void
}

/** Stores a secret that a channel names. Its value is shown to whoever makes it here, and to nobody again. */
export function SecretDialog({ of, onStored, onClose }: SecretDialogProps) {
  const { client, namespace } = useGateway()
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const [value, setValue] = useState(() => (of === 'key' ? newSigningKey() : ''))
  const storing = useMutation({
    mutationFn: () => client.secrets.put(name, { value }),
    onSuccess: async () => {
      onStored(name)
      await queryClient.invalidateQueries({ queryKey: messagesKey(namespace, 'secrets') })
      if (of === 'url') onClose()
    },
  })
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={of === 'key' ? 'A new signing key' : 'Store a URL as a secret'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className="stack">
        <p className="small muted">
          {of === 'key'
            ? 'The receiver checks with it that messages are ours, by Standard Webhooks. A secret of this name gets another value.'
            : 'Who knows the URL may post to it: it is stored encrypted, and shown to nobody. A secret of this name gets another value.'}
        </p>
        {storing.error ? <ProblemNotice error={storing.error} /> : null}
        {storing.isSuccess && of === 'key' ? (
          <OnceShown text={value} what="the signing key" />
        ) : (
          <>
            <TextInput
              label="Name of the secret"
              description="Of a-z, 0-9, . _ and -"
              data-autofocus
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            {of === 'url' ? (
              <PasswordInput
                label="URL"
                autoComplete="off"
                value={value}
                onChange={(event) => setValue(event.currentTarget.value)}
              />
            ) : null}
          </>
        )}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{storing.isSuccess ? 'I have kept it' : 'Not now'}</Button>
          {storing.isSuccess ? null : (
            <Button
              variant="filled"
              loading={storing.isPending}
              disabled={name === '' || value === ''}
              onClick={() => storing.mutate()}
            >
              Store it
            </Button>
          )}
        </div>
      </div>
    </Modal>
  )
}
