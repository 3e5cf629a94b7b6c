import { TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { Channel } from '@temporal-registry/contract/channels'
import { isApiError } from '@temporal-registry/sdk/client'
import { useState } from 'react'
import { messagesKey } from '../../queries/keys.ts'
import { useChange } from '../../queries/use-change.ts'
import { useGateway } from '../../session/gateway.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

/** Has a code mailed to the address of a channel, and takes it back. */
export function VerifyPanel({ channel: { name, to } }: { channel: Channel }) {
  const { client, namespace } = useGateway()
  const [code, setCode] = useState('')
  const mailing = useMutation({ mutationFn: () => client.channels.verify(name) })
  const verifying = useChange(() => client.channels.verify(name, { code }), {
    refreshes: messagesKey(namespace),
  })
  const isWrong = isApiError(verifying.error, 'verification-failed')
  const error = mailing.error ?? (isWrong ? undefined : verifying.error)
  return (
    <Panel title="Verify its address">
      <form
        className="stack"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          verifying.mutate()
        }}
      >
        <p className="small muted">
          Nothing but a code is sent to {to.email?.address} before its owner has given the code
          back. A code holds for a day.
        </p>
        {error ? <ProblemNotice error={error} /> : null}
        {mailing.isSuccess ? (
          <p className="small" role="status">
            A code was mailed.
          </p>
        ) : null}
        <TextInput
          label="Code"
          description="8 digits"
          inputMode="numeric"
          maxLength={8}
          value={code}
          error={isWrong ? verifying.error?.message : undefined}
          onChange={(event) => {
            setCode(event.currentTarget.value.trim())
            verifying.reset()
          }}
        />
        <div className="row">
          <ScopedButton scope="admin" loading={mailing.isPending} onClick={() => mailing.mutate()}>
            Mail a code
          </ScopedButton>
          <ScopedButton
            scope="admin"
            type="submit"
            variant="filled"
            loading={verifying.isPending}
            whyNot={/^\d{8}$/.test(code) ? undefined : 'A code has 8 digits'}
          >
            Verify
          </ScopedButton>
        </div>
      </form>
    </Panel>
  )
}
