import { Select } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import {
  orphanReasons,
  type OrphanGroup,
  type OrphanReason,
  type OrphanRun,
} from '@temporal-registry/contract/orphans'
import { countText, numberText } from '../../count-text.ts'
import { paths } from '../../paths.ts'
import { orphanRunsQuery } from '../../queries/administration.ts'
import { nextOf } from '../../query.ts'
import { useGateway } from '../../session/gateway.tsx'
import { DataTable, type Column } from '../../ui/DataTable.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Mark, Tag } from '../../ui/Mark.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Ago } from '../Ago.tsx'
import { FilterBar } from '../FilterBar.tsx'
import { ListStates } from '../ListStates.tsx'

interface AdminOrphansProps {
  readonly reason: OrphanReason | undefined
  readonly onReason: (reason: OrphanReason | undefined) => void
}

/** Open runs and schedules that nobody is known to serve, by type and task queue, and the runs one by one. */
export function AdminOrphans({ reason, onReason }: AdminOrphansProps) {
  const query = useInfiniteQuery(orphanRunsQuery(useGateway(), reason))
  const first = query.data?.pages[0]
  const runs = query.data?.pages.flatMap((page) => page.runs) ?? []
  const count = first
    ? `${countText(first.orphan_run_count, 'run')}, ${countText(first.orphan_schedule_count, 'schedule')}`
    : ''
  return (
    <div className="stack" style={{ gap: 'var(--space-4)' }}>
      <Panel title="Orphans" flush>
        <FilterBar count={count}>
          <Select
            aria-label="Reason"
            placeholder="Any reason"
            clearable
            w={170}
            data={orphanReasons.map((value) => ({ value, label: value.replaceAll('-', ' ') }))}
            value={reason ?? null}
            onChange={(value) => onReason(orphanReasons.find((one) => one === value))}
          />
          {first && !first.is_complete ? (
            <Mark tone="caution" title={incompleteText}>
              not all were looked at
            </Mark>
          ) : null}
        </FilterBar>
        <ListStates
          label="orphans"
          query={query}
          count={first?.groups.length ?? 0}
          empty={
            <Empty title="Nothing is orphaned">
              {first ? `${countText(first.open_run_count, 'open run')} looked through.` : ''}
            </Empty>
          }
        >
          <DataTable
            label="Orphans by type and task queue"
            columns={groupColumns}
            rows={first?.groups ?? []}
            keyOf={(group) => `${group.workflow_type} ${group.task_queue} ${group.reason}`}
          />
        </ListStates>
      </Panel>
      {runs.length > 0 ? (
        <Panel title="Orphaned runs" flush>
          <DataTable
            label="Orphaned runs"
            columns={runColumns}
            rows={runs}
            keyOf={({ run_id: id }) => id}
            onEnd={nextOf(query)}
          />
        </Panel>
      ) : null}
    </div>
  )
}

const incompleteText =
  'There are more open runs than are looked through, or Temporal was not asked about each task queue yet.'

function Reason({ reason, detail }: { reason: OrphanReason; detail?: string }) {
  const word = reason.replaceAll('-', ' ')
  const tone = reason === 'gone' || reason === 'no-poller' ? 'bad' : 'caution'
  return (
    <Mark tone={tone} {...(detail === undefined ? {} : { title: detail })}>
      {word}
    </Mark>
  )
}

const groupColumns: readonly Column<OrphanGroup>[] = [
  {
    name: 'Type',
    cell: ({ workflow_type: type }) => (
      <Link {...paths.runs({ workflow_type: type, status: 'running' })} className="code">
        {type}
      </Link>
    ),
  },
  {
    name: 'Reason',
    width: '128px',
    cell: ({ reason, detail }) => <Reason reason={reason} detail={detail} />,
  },
  {
    name: 'Task queue',
    width: '22%',
    isWide: true,
    cell: ({ task_queue: queue }) => <Tag title={queue}>{queue}</Tag>,
  },
  { name: 'Runs', width: '72px', isNumber: true, cell: (group) => numberText(group.run_count) },
  {
    name: 'Schedules',
    width: '88px',
    isWide: true,
    isNumber: true,
    cell: ({ schedule_count: count, example_schedule_ids: ids }) => (
      <span title={ids.join('\n')}>{numberText(count)}</span>
    ),
  },
  {
    name: 'Served last',
    width: '104px',
    isWide: true,
    cell: ({ since }) => <Ago at={since} />,
  },
]

const runColumns: readonly Column<OrphanRun>[] = [
  {
    name: 'Workflow id',
    cell: ({ workflow_id: id, run_id: runId }) => (
      <Link {...paths.run(id, runId)} className="code" title={id}>
        {id}
      </Link>
    ),
  },
  { name: 'Reason', width: '128px', cell: ({ reason }) => <Reason reason={reason} /> },
  {
    name: 'Type',
    width: '28%',
    isWide: true,
    cell: ({ workflow_type: type }) => <span className="code">{type}</span>,
  },
  { name: 'Started', width: '104px', cell: ({ started_at: at }) => <Ago at={at} /> },
]
