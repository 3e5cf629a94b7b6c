import { gatewayUrl } from '../../base.ts'
import { Select } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { HumanTask } from '@temporal-registry/contract/human-tasks'
import { useState } from 'react'
import { useActing } from '../../session/acting.ts'
import { useGateway } from '../../session/gateway.tsx'
import { timeText } from '../../time-text.ts'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'

const daySeconds = 86_400
const lifetimes = [
  { value: String(daySeconds), label: 'a day' },
  { value: String(7 * daySeconds), label: 'a week' },
  { value: String(30 * daySeconds), label: '30 days' },
]

interface HumanTaskLinksProps {
  readonly task: HumanTask
  readonly onClose: () => void
}

/** Makes links that decide a task without a token, and shows them once. */
export function HumanTaskLinks({ task, onClose }: HumanTaskLinksProps) {
  const { client } = useGateway()
  const { name, actor } = useActing()
  const [seconds, setSeconds] = useState(String(7 * daySeconds))
  const making = useMutation({
    mutationFn: () =>
      client.humanTasks.links(task.id, { actor, expiresInSeconds: Number(seconds) }),
  })
  const links = making.data?.links
  return (
    <ConfirmDialog
      title="Links that decide this task"
      onClose={onClose}
      verb={links ? undefined : 'Make links'}
      onConfirm={() => making.mutate()}
      change={making}
    >
      {links ? (
        <div className="stack">
          <p>
            Shown this once: the gateway keeps only a hash of them. With one of them <b>{name}</b>{' '}
            has decided, and the others end.
          </p>
          {links.map(({ decision, path, expires_at: end }) => (
            <div key={decision} className="stack" style={{ gap: 4 }}>
              <h3>
                {decision === 'approve' ? 'To approve' : 'To reject'}{' '}
                <span className="muted">until {timeText(new Date(end))}</span>
              </h3>
              <CodeBlock text={`${gatewayUrl}${path}`} what={`the link to ${decision}`} />
            </div>
          ))}
        </div>
      ) : (
        <div className="stack">
          <p>
            Who has such a link decides as <b>{name}</b>, once, with no token; it opens a page that
            asks before it does.
            {task.form === null
              ? ''
              : ' As this task has a form, there is one to reject only: an approval has to bring an answer.'}
          </p>
          <Select
            label="They hold for"
            allowDeselect={false}
            data={lifetimes}
            value={seconds}
            onChange={(value) => setSeconds(value ?? seconds)}
          />
        </div>
      )}
    </ConfirmDialog>
  )
}
