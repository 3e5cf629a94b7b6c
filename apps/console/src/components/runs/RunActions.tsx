import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { HistoryEvent, RunDescription } from '@temporal-registry/contract/runs'
import { useState } from 'react'
import { paths } from '../../paths.ts'
import { argumentCountOf } from '../../runs/timeline.ts'
import { useGateway } from '../../session/gateway.tsx'
import { Icon } from '../../ui/icons.tsx'
import { EndDialog } from './EndDialog.tsx'
import { MessageDialog } from './MessageDialog.tsx'
import { ResetDialog } from './ResetDialog.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

interface RunActionsProps {
  readonly run: RunDescription
  readonly events: readonly HistoryEvent[]
}

/** What can be done with a run; each says what it does before it does it. */
export function RunActions({ run, events }: RunActionsProps) {
  const { session, namespace } = useGateway()
  const navigate = useNavigate()
  const [open, setOpen] = useState<'message' | 'cancel' | 'terminate' | 'reset'>()
  const close = () => setOpen(undefined)
  const whyNot = run.status === 'running' ? undefined : 'The run is closed'
  const page = session.temporal_ui_url
    ? `${session.temporal_ui_url.replace(/\/$/, '')}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(run.workflow_id)}/${run.run_id}/history`
    : undefined
  return (
    <>
      <Button onClick={() => setOpen('message')}>Message…</Button>
      <ScopedButton
        scope="start"
        whyNot={whyNotAgain(events)}
        onClick={() =>
          void navigate(
            paths.start(run.workflow_type, { run: run.workflow_id, run_id: run.run_id }),
          )
        }
      >
        Start again…
      </ScopedButton>
      <ScopedButton scope="start" onClick={() => setOpen('reset')}>
        Reset…
      </ScopedButton>
      <ScopedButton scope="start" whyNot={whyNot} onClick={() => setOpen('cancel')}>
        Cancel…
      </ScopedButton>
      <ScopedButton scope="start" whyNot={whyNot} onClick={() => setOpen('terminate')}>
        Terminate…
      </ScopedButton>
      {page ? (
        <Button
          component="a"
          href={page}
          target="_blank"
          rel="noreferrer"
          variant="subtle"
          rightSection={<Icon name="away" size={14} />}
        >
          Temporal UI
        </Button>
      ) : null}
      {open === 'message' ? <MessageDialog run={run} onClose={close} /> : null}
      {open === 'reset' ? <ResetDialog run={run} events={events} onClose={close} /> : null}
      {open === 'cancel' || open === 'terminate' ? (
        <EndDialog way={open} run={run} onClose={close} />
      ) : null}
    </>
  )
}

/** Why a run cannot be started again here: the form has one input, and runs that were started without the registry may have several. */
function whyNotAgain([first]: readonly HistoryEvent[]): string | undefined {
  const count = first ? argumentCountOf(first.attributes) : 0
  return count > 1 ? `It was started with ${count} arguments, and the form has one` : undefined
}
