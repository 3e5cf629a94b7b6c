import { Autocomplete, Button, Modal, SegmentedControl } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { RunDescription } from '@temporal-registry/contract/runs'
import { useState } from 'react'
import { typeQuery } from '../../queries/registry.ts'
import { useGateway } from '../../session/gateway.tsx'
import { JsonBlock } from '../../ui/CodeBlock.tsx'
import { JsonEditor } from '../JsonEditor.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'
import { SchemaDoc } from '../SchemaDoc.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

const kinds = {
  signal: { label: 'Signal', says: 'Sent, and taken by the run when it can. Nothing is answered.' },
  query: { label: 'Query', says: 'Asks the run for something it knows. Nothing changes.' },
  update: { label: 'Update', says: 'Sent, and answered by the run, or refused by it.' },
} as const
type Kind = keyof typeof kinds

const members = { signal: 'signals', query: 'queries', update: 'updates' } as const
const waitSeconds = 20

interface MessageDialogProps {
  readonly run: RunDescription
  readonly onClose: () => void
}

/** Tells a run something, or asks it; names and shapes come from its type where it announces them. */
export function MessageDialog({ run, onClose }: MessageDialogProps) {
  const gateway = useGateway()
  const type = useQuery(typeQuery(gateway, run.workflow_type)).data
  const isOpen = run.status === 'running'
  const [kind, setKind] = useState<Kind>(isOpen ? 'signal' : 'query')
  const [name, setName] = useState('')
  const [input, setInput] = useState<unknown>()
  const [isBroken, setIsBroken] = useState(false)
  const declared = type?.[members[kind]] ?? []
  const message = declared.find((one) => one.name === name)
  const sending = useMutation({
    mutationFn: async () => {
      const options = { run_id: run.run_id, input }
      const { runs } = gateway.client
      if (kind === 'query') return await runs.query(run.workflow_id, name, options)
      const keyed = { ...options, idempotencyKey: 'auto' } as const
      if (kind === 'signal') return await runs.signal(run.workflow_id, name, keyed)
      return await runs.update(run.workflow_id, name, { ...keyed, waitSeconds })
    },
  })

  function choose(next: Kind) {
    setKind(next)
    setName('')
    sending.reset()
  }

  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title="Send a message"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (name !== '' && !isBroken) sending.mutate()
        }}
      >
        <SegmentedControl
          aria-label="Kind of message"
          value={kind}
          // Of the three kinds.
          onChange={(value) => choose(value as Kind)}
          data={Object.entries(kinds).map(([value, { label }]) => ({
            value,
            label,
            disabled: value !== 'query' && !isOpen,
          }))}
        />
        <p className="small muted">
          {kinds[kind].says}
          {isOpen ? '' : ' The run is closed: it can only be asked.'}
        </p>
        <Autocomplete
          size="xs"
          label="Name"
          data-autofocus
          value={name}
          data={declared.map((one) => one.name)}
          onChange={(value) => {
            setName(value)
            sending.reset()
          }}
          description={message?.description}
        />
        {message?.schema ? (
          <SchemaDoc schema={message.schema} what={`the ${kind} ${name}`} />
        ) : null}
        <JsonEditor
          label="Input as JSON, if any"
          value={input}
          onChange={setInput}
          onBroken={setIsBroken}
          minRows={3}
        />
        {sending.error ? <ProblemNotice error={sending.error} /> : null}
        {sending.isSuccess ? <Answer kind={kind} answer={sending.data} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>Close</Button>
          {kind === 'query' ? (
            <Button
              type="submit"
              variant="filled"
              loading={sending.isPending}
              disabled={name === ''}
            >
              Ask
            </Button>
          ) : (
            <ScopedButton
              scope="start"
              type="submit"
              variant="filled"
              loading={sending.isPending}
              whyNot={name === '' ? 'Give the message its name' : undefined}
            >
              Send
            </ScopedButton>
          )}
        </div>
      </form>
    </Modal>
  )
}

function Answer({ kind, answer }: { kind: Kind; answer: unknown }) {
  return (
    <div role="status" className="stack" style={{ gap: 4 }}>
      <h3>{kind === 'signal' ? 'The signal was sent.' : 'The run answered'}</h3>
      {kind === 'signal' ? null : <JsonBlock value={answer} what="the answer" maxHeight={260} />}
    </div>
  )
}
