import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import {
  monitorHealths,
  monitorStatuses,
  type MonitorSummary,
} from '@temporal-registry/contract/monitor'
import { Ago } from '../components/Ago.tsx'
import { FilteredList } from '../components/FilteredList.tsx'
import { FilterSelect } from '../components/FilterSelect.tsx'
import { FilterText } from '../components/FilterText.tsx'
import { LookTrace } from '../components/monitors/LookTrace.tsx'
import { HealthMark } from '../components/monitors/MonitorMarks.tsx'
import { ScopedButton } from '../components/ScopedButton.tsx'
import { cadenceText, probeNames, stateText } from '../monitors/watch-text.ts'
import { paths } from '../paths.ts'
import { monitorsQuery, type MonitorFilter } from '../queries/monitors.ts'
import { useGateway } from '../session/gateway.tsx'
import { DataTable, type Column } from '../ui/DataTable.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Icon } from '../ui/icons.tsx'
import { Tag } from '../ui/Mark.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

const columns: readonly Column<MonitorSummary>[] = [
  {
    name: 'Monitor',
    cell: ({ name, description }) => (
      <Link {...paths.monitor(name)} className="code" title={description ?? name}>
        {name}
      </Link>
    ),
  },
  {
    name: 'Health',
    width: '108px',
    cell: ({ health, health_reason: reason }) => <HealthMark health={health} reason={reason} />,
  },
  {
    name: 'Last looks',
    width: '148px',
    isWide: true,
    cell: ({ recent }) => <LookTrace looks={recent?.looks ?? []} />,
  },
  {
    name: 'Found',
    width: '20%',
    isWide: true,
    cell: ({ recent, probe_kind: kind, health, health_reason: reason }) => {
      // What it found before tells little of a monitor that cannot look.
      if (health === 'erroring' && reason) {
        return (
          <span className="muted" title={reason}>
            {reason}
          </span>
        )
      }
      const text = stateText(recent?.state)
      return text === '' ? (
        <span className="muted">{probeNames[kind]}</span>
      ) : (
        <span title={text}>{text}</span>
      )
    },
  },
  {
    name: 'Looks',
    width: '15%',
    isWide: true,
    cell: ({ schedule }) => {
      const text = cadenceText(schedule)
      return <span title={text}>{text}</span>
    },
  },
  { name: 'Next', width: '88px', cell: (monitor) => <NextLook monitor={monitor} /> },
  {
    name: 'Labels',
    width: '120px',
    isWide: true,
    cell: ({ labels }) =>
      Object.entries(labels).map(([name, value]) => (
        <Tag key={name} title={`${name}=${value}`}>{`${name}=${value}`}</Tag>
      )),
  },
]

function NextLook({ monitor }: { monitor: MonitorSummary }) {
  const { status, recent } = monitor
  if (status !== 'active') return <span className="muted">{status}</span>
  return recent?.next_look_at ? <Ago at={recent.next_look_at} /> : <span className="muted">–</span>
}

/** What is watched, and how it stands. */
export function MonitorsPage() {
  const gateway = useGateway()
  const { q, health, status, label } = useSearch({ from: '/monitors' })
  const filter: MonitorFilter = { q, health, status, label }
  const navigate = useNavigate({ from: '/monitors' })
  const query = useInfiniteQuery(monitorsQuery(gateway, filter))
  const monitors = query.data?.pages.flatMap((page) => page.monitors) ?? []
  const change = (changes: MonitorFilter) =>
    void navigate({ search: (old) => ({ ...old, ...changes }), replace: true })
  const create = (
    <ScopedButton
      scope="admin"
      variant="filled"
      leftSection={<Icon name="plus" size={14} />}
      onClick={() => void navigate(paths.newMonitor())}
    >
      New monitor
    </ScopedButton>
  )

  return (
    <>
      <PageHead
        title="Monitors"
        lead="What is looked at, when, and what counts: each remembers what it found, and tells when that becomes true."
        actions={create}
      />
      <Panel flush>
        <FilteredList
          noun="monitor"
          query={query}
          count={monitors.length}
          filter={filter}
          onFilter={change}
          filters={
            <>
              <FilterText
                label="Search name, description or owner"
                isSearch
                width={280}
                value={q ?? ''}
                onChange={(next) => change({ q: next || undefined })}
              />
              <FilterSelect
                label="Health"
                placeholder="Any health"
                words={monitorHealths}
                value={health}
                onChange={(health) => change({ health })}
              />
              <FilterSelect
                label="Status"
                placeholder="Any status"
                words={monitorStatuses}
                value={status}
                onChange={(status) => change({ status })}
              />
              <FilterText
                label="Label"
                placeholder="label=value"
                width={150}
                value={label ?? ''}
                onChange={(next) => change({ label: next || undefined })}
              />
            </>
          }
          empty={
            <Empty title="Nothing is watched yet">
              <p>
                A price on a page, a status as JSON, a job that has to call, a port that has to
                answer: <Link {...paths.newMonitor()}>begin with one of the templates</Link>.
              </p>
            </Empty>
          }
        >
          {(onEnd) => (
            <DataTable
              label="Monitors"
              columns={columns}
              rows={monitors}
              keyOf={({ id }) => id}
              onEnd={onEnd}
            />
          )}
        </FilteredList>
      </Panel>
    </>
  )
}
