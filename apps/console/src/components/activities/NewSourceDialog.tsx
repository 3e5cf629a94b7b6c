import { Button, Modal, PasswordInput, Select, TextInput } from '@mantine/core'
import {
  verificationKindNames,
  type Verification,
  type VerificationKind,
} from '@temporal-registry/contract/event-sources'
import { useState } from 'react'
import { activitiesKey } from '../../queries/keys.ts'
import { useChange } from '../../queries/use-change.ts'
import { useGateway } from '../../session/gateway.tsx'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'
import { ScopedButton } from '../ScopedButton.tsx'
import { useSourceAddress } from './use-source-address.ts'

const kinds = verificationKindNames.map((value) => ({ value, label: value.replaceAll('_', ' ') }))

/** Makes a source of webhooks with its secret, and tells address and secret once. */
export function NewSourceDialog({ onClose }: { onClose: () => void }) {
  const { client, namespace } = useGateway()
  const addressOf = useSourceAddress()
  const [slug, setSlug] = useState('')
  const [kind, setKind] = useState<VerificationKind>('github')
  const [detail, setDetail] = useState('')
  const [secret, setSecret] = useState('')
  const needsSecret = kind !== 'none'
  const detailName = { generic_hmac: 'Header of the signature', basic: 'User name' }[kind as string]
  const creating = useChange(
    async () => {
      const name = `${slug}-hook`
      if (needsSecret) await client.secrets.put(name, { value: secret })
      return client.eventSources.put(slug, { verification: verificationOf(kind, name, detail) })
    },
    { refreshes: activitiesKey(namespace) },
  )

  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title="New event source"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {creating.data ? (
        <div className="stack small" role="status">
          <p>Give these to the sender. The secret is kept encrypted, and is not shown again.</p>
          <CodeBlock text={addressOf(creating.data.slug)} what="the address" />
          {needsSecret ? <CodeBlock text={secret} what="the secret" /> : null}
          <div className="row" style={{ justifyContent: 'flex-end' }}>
            <Button variant="filled" onClick={onClose}>
              Done
            </Button>
          </div>
        </div>
      ) : (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault()
            creating.mutate()
          }}
        >
          <TextInput
            label="Name"
            description="Of a-z, 0-9 and -; it ends the address."
            data-autofocus
            value={slug}
            onChange={(event) => setSlug(event.currentTarget.value)}
          />
          <Select
            label="What proves who sends"
            allowDeselect={false}
            data={kinds}
            value={kind}
            onChange={(value) => value && setKind(value)}
          />
          {detailName ? (
            <TextInput
              label={detailName}
              value={detail}
              onChange={(event) => setDetail(event.currentTarget.value)}
            />
          ) : null}
          {needsSecret ? (
            <div className="row" style={{ alignItems: 'flex-end' }}>
              <PasswordInput
                label="Secret"
                description="The sender's, where it gives one; else one of yours."
                style={{ flex: 1 }}
                value={secret}
                autoComplete="off"
                onChange={(event) => setSecret(event.currentTarget.value)}
              />
              <Button onClick={() => setSecret(newSecret())}>Make one</Button>
            </div>
          ) : (
            <p className="small">Anybody who knows the address is believed.</p>
          )}
          {creating.error ? <ProblemNotice error={creating.error} /> : null}
          <div className="row" style={{ justifyContent: 'flex-end' }}>
            <Button onClick={onClose}>Not now</Button>
            <ScopedButton
              scope="admin"
              type="submit"
              variant="filled"
              loading={creating.isPending}
              whyNot={
                slug === '' || (needsSecret && secret === '') || (detailName && detail === '')
                  ? 'Something is empty yet'
                  : undefined
              }
            >
              Make the source
            </ScopedButton>
          </div>
        </form>
      )}
    </Modal>
  )
}

function verificationOf(kind: VerificationKind, secret: string, detail: string): Verification {
  const secrets = [secret]
  if (kind === 'none') return { none: {} }
  if (kind === 'generic_hmac') return { generic_hmac: { secrets, header: detail } }
  if (kind === 'basic') return { basic: { secrets, username: detail } }
  return { [kind]: { secrets } }
}

const secretBytes = 24

/** A new random secret, written as Standard Webhooks requires (`whsec_…`); other senders accept any text. */
function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(secretBytes))
  return `whsec_${btoa(String.fromCodePoint(...bytes))}`
}
