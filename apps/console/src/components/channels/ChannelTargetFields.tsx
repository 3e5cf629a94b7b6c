import { Button, MultiSelect, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ChannelTarget } from '@temporal-registry/contract/channels'
import { useState, type ReactNode } from 'react'
import { secretNamesQuery } from '../../queries/messages.ts'
import { useGateway } from '../../session/gateway.tsx'
import { SecretDialog } from './SecretDialog.tsx'

interface ChannelTargetFieldsProps {
  readonly to: ChannelTarget
  readonly onChange: (to: ChannelTarget) => void
  readonly faultOf: (field: string) => ReactNode
}

/** Where a channel leads, for each kind. */
export function ChannelTargetFields({ to, onChange, faultOf }: ChannelTargetFieldsProps) {
  const { webhook, email, slack } = to
  if (email) {
    return (
      <TextInput
        label="Address"
        type="email"
        description="It has to be verified before messages are sent to it"
        value={email.address}
        error={faultOf('/to/email/address')}
        onChange={(event) => onChange({ email: { address: event.currentTarget.value } })}
      />
    )
  }
  if (slack) {
    return (
      <UrlSecret
        label="Secret with the URL of the incoming webhook"
        value={slack.url_secret}
        fault={faultOf('/to/slack/url_secret')}
        onChange={(name) => onChange({ slack: { url_secret: name ?? '' } })}
      />
    )
  }
  return webhook ? <WebhookFields webhook={webhook} onChange={onChange} faultOf={faultOf} /> : null
}

interface WebhookFieldsProps extends Omit<ChannelTargetFieldsProps, 'to'> {
  readonly webhook: NonNullable<ChannelTarget['webhook']>
}

function WebhookFields({ webhook, onChange, faultOf }: WebhookFieldsProps) {
  const names = useQuery(secretNamesQuery(useGateway())).data ?? []
  const [isMaking, setIsMaking] = useState(false)
  const { url, url_secret: urlSecret, signing_secrets: signing = [], ...others } = webhook
  const set = (members: {
    readonly url?: string | undefined
    readonly url_secret?: string | undefined
    readonly signing_secrets?: readonly string[]
  }) => {
    const next = { url, url_secret: urlSecret, signing_secrets: signing, ...members }
    onChange({
      webhook: {
        ...others,
        ...(next.url ? { url: next.url } : {}),
        ...(next.url_secret ? { url_secret: next.url_secret } : {}),
        ...(next.signing_secrets.length > 0 ? { signing_secrets: [...next.signing_secrets] } : {}),
      },
    })
  }
  return (
    <>
      <TextInput
        label="URL"
        description="Seen by whoever may read; or a secret beneath, in its place"
        value={url ?? ''}
        error={faultOf('/to/webhook/url')}
        onChange={(event) => set({ url: event.currentTarget.value })}
      />
      <UrlSecret
        label="Secret with the URL"
        value={urlSecret ?? ''}
        fault={faultOf('/to/webhook/url_secret')}
        onChange={(name) => set({ url_secret: name, ...(name ? { url: undefined } : {}) })}
      />
      <div className="row" style={{ alignItems: 'flex-end' }}>
        <MultiSelect
          size="xs"
          style={{ flex: 1 }}
          label="Signing secrets"
          description="Two while one replaces the other"
          searchable
          maxValues={2}
          data={[...new Set([...names, ...signing])]}
          value={[...signing]}
          error={faultOf('/to/webhook/signing_secrets')}
          onChange={(next) => set({ signing_secrets: next })}
        />
        <Button onClick={() => setIsMaking(true)}>New key…</Button>
      </div>
      {isMaking ? (
        <SecretDialog
          of="key"
          onStored={(name) => set({ signing_secrets: [...signing, name].slice(-2) })}
          onClose={() => setIsMaking(false)}
        />
      ) : null}
    </>
  )
}

interface UrlSecretProps {
  readonly label: string
  readonly value: string
  readonly fault: ReactNode
  readonly onChange: (name: string | undefined) => void
}

function UrlSecret({ label, value, fault, onChange }: UrlSecretProps) {
  const names = useQuery(secretNamesQuery(useGateway())).data ?? []
  const [isStoring, setIsStoring] = useState(false)
  const known = value === '' || names.includes(value) ? names : [value, ...names]
  return (
    <div className="row" style={{ alignItems: 'flex-end' }}>
      <Select
        style={{ flex: 1 }}
        label={label}
        searchable
        clearable
        data={known}
        value={value === '' ? null : value}
        error={fault}
        onChange={(name) => onChange(name ?? undefined)}
      />
      <Button onClick={() => setIsStoring(true)}>Store one…</Button>
      {isStoring ? (
        <SecretDialog of="url" onStored={onChange} onClose={() => setIsStoring(false)} />
      ) : null}
    </div>
  )
}
