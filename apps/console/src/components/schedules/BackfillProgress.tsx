import { Button, Progress } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Backfill } from '@temporal-registry/contract/schedule-backfills'
import { numberText } from '../../count-text.ts'
import { runsKey } from '../../queries/keys.ts'
import { backfillQuery } from '../../queries/schedules.ts'
import { useChange } from '../../queries/use-change.ts'
import { useGateway } from '../../session/gateway.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { ListStates } from '../ListStates.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

const words: Readonly<Record<Backfill['status'], string>> = {
  preview: 'not begun',
  sent: 'all of it was sent',
  running: 'is being sent',
  canceled: 'was called off',
  failed: 'failed',
}

/** How far a long backfill is. Its address is that of the page, so that one finds it again. */
export function BackfillProgress({ id, backfillId }: { id: string; backfillId: string }) {
  const gateway = useGateway()
  const { client, namespace } = gateway
  const navigate = useNavigate({ from: '/schedules/$scheduleId' })
  const query = useQuery(backfillQuery(gateway, id, backfillId))
  const canceling = useChange(() => client.schedules.cancelBackfill(id, backfillId), {
    refreshes: runsKey(namespace, 'schedule', id),
  })
  const backfill = query.data
  const isOpen = backfill?.status === 'running'
  return (
    <Panel
      title="Backfill"
      aside={
        isOpen ? (
          <ScopedButton
            scope="start"
            size="compact-xs"
            loading={canceling.isPending}
            onClick={() => canceling.mutate()}
          >
            Send no more
          </ScopedButton>
        ) : (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() =>
              void navigate({ search: (old) => ({ ...old, backfill: undefined }), replace: true })
            }
          >
            Dismiss
          </Button>
        )
      }
    >
      <ListStates label="the backfill" query={query} count={backfill ? 1 : 0} empty={null}>
        {backfill ? (
          <div className="stack">
            <Progress
              aria-label="Sent of the backfill"
              value={
                backfill.occurrences === 0 ? 100 : (100 * backfill.sent) / backfill.occurrences
              }
            />
            <p className="small" role="status">
              {numberText(backfill.sent)} of {numberText(backfill.occurrences)} times:{' '}
              {words[backfill.status]}.
            </p>
            {canceling.error ? <ProblemNotice error={canceling.error} /> : null}
          </div>
        ) : null}
      </ListStates>
    </Panel>
  )
}
