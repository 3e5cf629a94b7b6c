import { Button, NumberInput, SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { channelKinds, type ChannelBody } from '@temporal-registry/contract/channels'
import { isApiError } from '@temporal-registry/sdk/client'
import { useState, type ReactNode } from 'react'
import {
  channelFieldOf,
  channelKindNames,
  headersSchema,
  targetOfKind,
  templateSchemas,
} from '../../channels/channel-draft.ts'
import { paths } from '../../paths.ts'
import { splitErrors } from '../../problem-text.ts'
import { messagesKey } from '../../queries/keys.ts'
import { hasField, pointerTokens } from '../../schema/form-schema.ts'
import { isSchema, type Schema } from '../../schema/json-schema.ts'
import { useGateway } from '../../session/gateway.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { ChannelTargetFields } from './ChannelTargetFields.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'
import { SchemaFormLater } from '../SchemaFormLater.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

interface ChannelFormProps {
  readonly first: ChannelBody
  /** Of the one that is changed; absent: another is made. */
  readonly of?: string
  /** Names of those that there are: another of one would replace it. */
  readonly taken?: readonly string[]
}

/** Writes a channel. What is wrong with it, the gateway says when it is saved. */
export function ChannelForm({ first, of, taken = [] }: ChannelFormProps) {
  const navigate = useNavigate()
  const [name, setName] = useState(of ?? '')
  const [draft, setDraft] = useState(first)
  const [isBroken, setIsBroken] = useState(false)
  const saving = useSave(name, draft)
  const kind = channelKinds.find((one) => draft.to[one] !== undefined) ?? 'webhook'
  const { webhook } = draft.to
  const found = isApiError(saving.error) ? (saving.error.problem?.errors ?? []) : []
  const { atFields, above } = splitErrors(
    found,
    (pointer) =>
      channelFieldOf(pointer) !== undefined ||
      isDrawn(pointer, '/to/webhook', headersSchema) ||
      isDrawn(pointer, '/template', templateSchemas[kind]),
  )
  const faultOf = (field: string): ReactNode =>
    atFields
      .filter(({ pointer }) => channelFieldOf(pointer) === field)
      .map(({ detail }) => detail)
      .join(' ') || undefined

  const isTaken = of === undefined && taken.includes(name)

  function change(next: ChannelBody) {
    setDraft(next)
    saving.reset()
  }

  const errorsUnder = (place: string) =>
    atFields.filter(
      ({ pointer }) => channelFieldOf(pointer) === undefined && pointer.startsWith(place),
    )

  function setTemplate(value: unknown) {
    const { template: _, ...others } = draft
    const isEmpty =
      !isSchema(value) || Object.values(value).every((part) => part === undefined || part === '')
    change(isEmpty ? others : { ...others, template: value })
  }

  function setMember(member: 'description' | 'max_per_hour', value: string | number) {
    const { [member]: _, ...others } = draft
    change(value === '' ? others : { ...others, [member]: value })
  }

  const whyNot =
    name === '' || isTaken
      ? 'Give the channel a name of its own'
      : isBroken
        ? 'The body is no JSON yet'
        : undefined
  return (
    <form
      className="stack"
      style={{ maxWidth: 720, gap: 'var(--space-4)' }}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (whyNot === undefined) saving.mutate()
      }}
    >
      {saving.error ? <ProblemNotice error={saving.error} errors={above} /> : null}
      <Panel
        title="Where it leads"
        aside={
          <SegmentedControl
            aria-label="Kind of channel"
            value={kind}
            data={channelKinds.map((value) => ({ value, label: channelKindNames[value] }))}
            onChange={(next) => change({ ...draft, to: targetOfKind(next) })}
          />
        }
      >
        <div className="stack">
          {of === undefined ? (
            <TextInput
              label="Name"
              required
              description="Of a-z, 0-9, . _ and -; it stays"
              value={name}
              error={isTaken ? 'There is such a channel already: edit that one' : faultOf('/name')}
              onChange={(event) => {
                setName(event.currentTarget.value)
                saving.reset()
              }}
            />
          ) : null}
          <ChannelTargetFields
            to={draft.to}
            onChange={(to) => change({ ...draft, to })}
            faultOf={faultOf}
          />
          <Textarea
            label="Description"
            autosize
            value={draft.description ?? ''}
            error={faultOf('/description')}
            onChange={(event) => setMember('description', event.currentTarget.value)}
          />
          <NumberInput
            label="Messages an hour, at most"
            description={kind === 'email' ? '10 if it is not said' : 'No limit if it is not said'}
            w={220}
            min={1}
            max={10_000}
            value={draft.max_per_hour ?? ''}
            error={faultOf('/max_per_hour')}
            onChange={(most) => setMember('max_per_hour', most)}
          />
        </div>
      </Panel>
      <Panel title="What is sent">
        <p className="small muted">
          As its kind has it, unless something stands here: Liquid that may name{' '}
          <code>message</code>, <code>channel</code>, <code>about</code> and <code>created_at</code>
          .
        </p>
        {webhook ? (
          <SchemaFormLater
            name="webhook"
            schema={headersSchema}
            value={webhook}
            onChange={(value) => {
              // Filling in what a form shows anyway is no edit.
              if (isOther(webhook, value)) {
                change({ ...draft, to: { webhook: value as typeof webhook } })
              }
            }}
            errors={errorsUnder('/to/webhook')}
            under="/to/webhook"
          />
        ) : null}
        <SchemaFormLater
          key={kind}
          name="template"
          schema={templateSchemas[kind]}
          value={draft.template ?? {}}
          onChange={(value) => {
            if (isOther(draft.template ?? {}, value)) setTemplate(value)
          }}
          onBroken={setIsBroken}
          errors={errorsUnder('/template')}
          under="/template"
        />
      </Panel>
      <div className="row">
        <ScopedButton
          scope="admin"
          type="submit"
          variant="filled"
          size="sm"
          loading={saving.isPending}
          whyNot={whyNot}
        >
          {of === undefined ? 'Create' : 'Save'}
        </ScopedButton>
        <Button
          size="sm"
          variant="subtle"
          onClick={() => void navigate(of === undefined ? paths.channels() : paths.channel(of))}
        >
          Not now
        </Button>
      </div>
    </form>
  )
}

const isDrawn = (pointer: string, under: string, schema: Schema) =>
  pointer.startsWith(`${under}/`) && hasField(schema, pointerTokens(pointer.slice(under.length)))

const isOther = (before: unknown, after: unknown) =>
  JSON.stringify(before) !== JSON.stringify(after)

function useSave(name: string, draft: ChannelBody) {
  const { client, namespace } = useGateway()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () => client.channels.put(name, draft),
    onSuccess: async () => {
      void queryClient.invalidateQueries({ queryKey: messagesKey(namespace) })
      await navigate(paths.channel(name))
    },
  })
}
