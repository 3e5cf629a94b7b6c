import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { BulkAnswer, ScheduleDrift } from '@temporal-registry/contract/schedule-admin'
import { isApiError } from '@temporal-registry/sdk/client'
import { useState } from 'react'
import { countText } from '../../count-text.ts'
import { paths } from '../../paths.ts'
import { runsKey } from '../../queries/keys.ts'
import { driftQuery } from '../../queries/overview.ts'
import { useChange } from '../../queries/use-change.ts'
import { useGateway } from '../../session/gateway.tsx'
import { DataTable, type Column } from '../../ui/DataTable.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { ListStates } from '../ListStates.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

/** Schedules that are not as they should be, and many of them paused at once. */
export function AdminDrift() {
  const query = useQuery(driftQuery(useGateway()))
  const drift = query.data ?? []
  return (
    <div className="stack" style={{ gap: 'var(--space-4)' }}>
      <Panel
        title="Drift"
        flush
        aside={
          <Button size="compact-xs" loading={query.isFetching} onClick={() => void query.refetch()}>
            Look again
          </Button>
        }
      >
        <ListStates
          label="drift"
          query={query}
          count={drift.length}
          empty={
            <Empty title="No schedule drifts">
              Each is as its type and its declaration would have it.
            </Empty>
          }
        >
          <DataTable
            label="Drift"
            columns={columns}
            rows={drift}
            keyOf={({ schedule_id: id, kind }) => `${id} ${kind}`}
          />
        </ListStates>
      </Panel>
      <Many />
    </div>
  )
}

const columns: readonly Column<ScheduleDrift>[] = [
  {
    name: 'Schedule',
    width: '26%',
    cell: ({ schedule_id: id }) => (
      <Link {...paths.schedule(id)} className="code" title={id}>
        {id}
      </Link>
    ),
  },
  {
    name: 'Drift',
    width: '164px',
    cell: ({ kind, heals }) => (
      <Mark tone={heals ? 'accent' : 'caution'}>{kind.replaceAll('-', ' ')}</Mark>
    ),
  },
  {
    name: 'Why',
    isWide: true,
    cell: ({ detail }) => (
      <span className="muted" title={detail}>
        {detail}
      </span>
    ),
  },
  {
    name: 'Mended',
    width: '92px',
    isWide: true,
    cell: ({ heals }) => (heals ? 'by itself' : 'by hand'),
  },
]

/** Pauses or unpauses all that a type or a label selects, after saying which those are. */
function Many() {
  const { client, namespace } = useGateway()
  const [type, setType] = useState('')
  const [label, setLabel] = useState('')
  const [note, setNote] = useState('')
  const [found, setFound] = useState<{ isPause: boolean; answer: BulkAnswer }>()
  const selection = {
    ...(type.trim() ? { workflow_type: type.trim() } : {}),
    ...(label.trim() ? { label: [label.trim()] } : {}),
    ...(note ? { note } : {}),
  }
  const send = (isPause: boolean, isDryRun: boolean) =>
    client.schedules[isPause ? 'pauseMany' : 'unpauseMany']({ ...selection, dry_run: isDryRun })
  const looking = useMutation({
    mutationFn: async (isPause: boolean) => ({ isPause, answer: await send(isPause, true) }),
    onSuccess: setFound,
  })
  const working = useChange((isPause: boolean) => send(isPause, false), {
    refreshes: runsKey(namespace),
    onDone: () => setFound(undefined),
  })
  const faultOf = (pointer: string) =>
    isApiError(looking.error)
      ? looking.error.problem?.errors?.find((one) => one.pointer.startsWith(pointer))?.detail
      : undefined
  const hasPlace = faultOf('/workflow_type') ?? faultOf('/label') ?? faultOf('/note')
  const whyNot = type.trim() || label.trim() ? undefined : 'A type or a label says which are meant'

  return (
    <Panel title="Many at once">
      <div className="stack">
        <div className="row" style={{ alignItems: 'flex-start' }}>
          <TextInput
            label="Of the type"
            value={type}
            error={faultOf('/workflow_type')}
            onChange={(event) => setType(event.currentTarget.value)}
          />
          <TextInput
            label="With the label"
            placeholder="team=blue"
            value={label}
            error={faultOf('/label')}
            onChange={(event) => setLabel(event.currentTarget.value)}
          />
          <TextInput
            label="Reason"
            style={{ flex: '1 1 220px' }}
            value={note}
            error={faultOf('/note')}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        </div>
        {looking.error && !hasPlace ? <ProblemNotice error={looking.error} /> : null}
        {working.data ? <Touched answer={working.data} /> : null}
        <div className="row">
          <ScopedButton scope="admin" whyNot={whyNot} onClick={() => looking.mutate(true)}>
            Pause all…
          </ScopedButton>
          <ScopedButton scope="admin" whyNot={whyNot} onClick={() => looking.mutate(false)}>
            Unpause all…
          </ScopedButton>
        </div>
      </div>
      {found ? (
        <ConfirmDialog
          title={found.isPause ? 'Pause these schedules?' : 'Let these schedules fire again?'}
          onClose={() => setFound(undefined)}
          verb={`${found.isPause ? 'Pause' : 'Unpause'} ${found.answer.touched.length}`}
          isDisabled={found.answer.touched.length === 0}
          onConfirm={() => working.mutate(found.isPause)}
          change={working}
        >
          {found.answer.touched.length === 0 ? (
            <p>Nothing matches that is not so already.</p>
          ) : (
            <ul
              className="code"
              style={{ maxHeight: 220, overflow: 'auto', margin: 0 }}
              tabIndex={0}
            >
              {found.answer.touched.map((id) => (
                <li key={id}>{id}</li>
              ))}
            </ul>
          )}
        </ConfirmDialog>
      ) : null}
    </Panel>
  )
}

function Touched({ answer: { touched, failed } }: { answer: BulkAnswer }) {
  return (
    <p role="status" className="small">
      {countText(touched.length, 'schedule')} changed.
      {failed.map(({ schedule_id: id, detail }) => ` ${id} was not: ${detail}.`)}
    </p>
  )
}
