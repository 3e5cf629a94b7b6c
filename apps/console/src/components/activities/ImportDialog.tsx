import { Button, FileButton, Modal } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ImportedItem } from '@temporal-registry/contract/activity-definition-transfer'
import { useState } from 'react'
import { countText } from '../../count-text.ts'
import { activitiesKey } from '../../queries/keys.ts'
import { useGateway } from '../../session/gateway.tsx'
import { Mark, type Tone } from '../../ui/Mark.tsx'
import { CodeEditor } from '../CodeEditor.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

const outcomeTones: Readonly<Record<ImportedItem['outcome'], Tone>> = {
  created: 'good',
  updated: 'accent',
  unchanged: 'quiet',
  refused: 'bad',
}

/** Stores what an export wrote, after it was told what would come of each. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { client, namespace } = useGateway()
  const queryClient = useQueryClient()
  const [text, setText] = useState('')
  const importing = useMutation({
    mutationFn: (dryRun: boolean) => client.activityDefinitions.import(text, { dryRun }),
    onSuccess: async (_, dryRun) => {
      if (!dryRun) await queryClient.invalidateQueries({ queryKey: activitiesKey(namespace) })
    },
  })
  const { items = [], dry_run: isTrial = true } = importing.data ?? {}
  const isDone = importing.data !== undefined && !isTrial
  const stored = items.filter(({ outcome }) => outcome !== 'refused').length

  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title="Import definitions"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className="stack">
        <div className="row small muted">
          <span>What an export wrote, one definition or a list of them, as YAML or JSON.</span>
          <FileButton
            accept=".yaml,.yml,.json"
            onChange={(file) => {
              importing.reset()
              void file?.text().then(setText)
            }}
          >
            {(button) => <Button {...button}>Choose a file</Button>}
          </FileButton>
        </div>
        <CodeEditor
          label="Definitions"
          language="yaml"
          value={text}
          minRows={8}
          maxRows={18}
          onChange={(next) => {
            setText(next)
            importing.reset()
          }}
        />
        {importing.error ? <ProblemNotice error={importing.error} /> : null}
        {items.length > 0 ? <Outcomes items={items} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{isDone ? 'Close' : 'Not now'}</Button>
          {isDone ? null : importing.data === undefined || stored === 0 ? (
            <ScopedButton
              scope="admin"
              variant="filled"
              loading={importing.isPending}
              whyNot={text.trim() === '' ? 'There is nothing to import yet' : undefined}
              onClick={() => importing.mutate(true)}
            >
              Look what would come of it
            </ScopedButton>
          ) : (
            <ScopedButton
              scope="admin"
              variant="filled"
              loading={importing.isPending}
              onClick={() => importing.mutate(false)}
            >
              {`Import ${countText(stored, 'definition')}`}
            </ScopedButton>
          )}
        </div>
      </div>
    </Modal>
  )
}

function Outcomes({ items }: { items: readonly ImportedItem[] }) {
  return (
    <ul className="stack small" aria-label="What comes of each" style={{ margin: 0, padding: 0 }}>
      {items.map(({ name, outcome, version, errors }, at) => (
        // A name may be missing, or there twice.
        <li key={`${name ?? ''} ${at}`} style={{ listStyle: 'none' }}>
          <div className="row">
            <Mark tone={outcomeTones[outcome]}>{outcome}</Mark>
            <code>{name ?? `number ${at + 1}`}</code>
            {version === null ? null : <span className="muted">version {version}</span>}
          </div>
          {errors.map(({ pointer, detail }) => (
            <p key={`${pointer} ${detail}`} className="wrap">
              <code>{pointer}</code> {detail}
            </p>
          ))}
        </li>
      ))}
    </ul>
  )
}
