import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { scheduleManagers, type ScheduleSummary } from '@temporal-registry/contract/schedules'
import { Ago } from '../components/Ago.tsx'
import { FilteredList } from '../components/FilteredList.tsx'
import { FilterSelect } from '../components/FilterSelect.tsx'
import { FilterText } from '../components/FilterText.tsx'
import { ScheduleMark } from '../components/schedules/ScheduleMark.tsx'
import { ScopedButton } from '../components/ScopedButton.tsx'
import { paths } from '../paths.ts'
import { schedulesQuery, type ScheduleFilter } from '../queries/schedules.ts'
import { useGateway } from '../session/gateway.tsx'
import { DataTable, type Column } from '../ui/DataTable.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Tag } from '../ui/Mark.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

const scheduleStates = ['active', 'paused'] as const

/** Makers of schedules in words. */
const makers = { api: 'the API', worker: 'a worker', external: 'past the registry' } as const

/** Everything that starts runs by itself. */
export function SchedulesPage() {
  const gateway = useGateway()
  const filter = filterOf(useSearch({ from: '/schedules' }))
  const navigate = useNavigate({ from: '/schedules' })
  const query = useInfiniteQuery(schedulesQuery(gateway, filter))
  const schedules = query.data?.pages.flatMap((page) => page.schedules) ?? []
  const change = (changes: ScheduleFilter) =>
    void navigate({ search: (old) => ({ ...old, ...changes }), replace: true })

  return (
    <>
      <PageHead
        title="Schedules"
        lead="What starts runs by itself, whether it was made here, by a worker, or past the registry."
        actions={
          <ScopedButton
            scope="start"
            variant="filled"
            onClick={() => void navigate(paths.newSchedule())}
          >
            New schedule
          </ScopedButton>
        }
      />
      <Panel flush>
        <FilteredList
          noun="schedule"
          query={query}
          count={schedules.length}
          filter={filter}
          onFilter={change}
          filters={
            <>
              <FilterText
                label="Id, type or note"
                isSearch
                width={240}
                value={filter.q ?? ''}
                onChange={(value) => change({ q: value || undefined })}
              />
              <FilterText
                label="Type"
                width={200}
                value={filter.workflow_type ?? ''}
                onChange={(value) => change({ workflow_type: value || undefined })}
              />
              <FilterSelect
                label="State"
                placeholder="Any state"
                words={scheduleStates}
                value={filter.state}
                onChange={(state) => change({ state })}
              />
              <FilterSelect
                label="Made by"
                placeholder="Made by anybody"
                width={170}
                words={scheduleManagers}
                textOf={(maker) => `by ${makers[maker]}`}
                value={filter.managed_by}
                onChange={(managed_by) => change({ managed_by })}
              />
              <FilterText
                label="Label"
                placeholder="team=blue"
                width={130}
                value={filter.label ?? ''}
                onChange={(value) => change({ label: value || undefined })}
              />
            </>
          }
          empty={
            <Empty title="Nothing starts by itself yet">
              <p>
                <Link {...paths.newSchedule()}>Make a schedule</Link>, or have a worker declare one
                with its type.
              </p>
            </Empty>
          }
        >
          {(onEnd) => (
            <DataTable
              label="Schedules"
              columns={columns}
              rows={schedules}
              keyOf={({ id }) => id}
              onEnd={onEnd}
            />
          )}
        </FilteredList>
      </Panel>
    </>
  )
}

/** Only the filters: the address also holds the namespace. */
function filterOf(filter: ScheduleFilter): ScheduleFilter {
  const { q, workflow_type, state, managed_by, label } = filter
  return { q, workflow_type, state, managed_by, label }
}

const columns: readonly Column<ScheduleSummary>[] = [
  {
    name: 'Schedule',
    cell: ({ id }) => (
      <Link {...paths.schedule(id)} className="code" title={id}>
        {id}
      </Link>
    ),
  },
  { name: 'State', width: '96px', cell: (schedule) => <ScheduleMark schedule={schedule} /> },
  {
    name: 'Next',
    width: '92px',
    cell: ({ paused: isPaused, next_fires: [next] }) =>
      isPaused ? <span className="muted">paused</span> : <Ago at={next} />,
  },
  {
    name: 'Type',
    width: '24%',
    isWide: true,
    cell: ({ workflow_type: type }) => (
      <Link {...paths.workflow(type)} className="code" title={type}>
        {type}
      </Link>
    ),
  },
  {
    name: 'Last run',
    width: '92px',
    isWide: true,
    cell: ({ recent }) => {
      const last = recent.at(-1)
      if (!last) return <span className="muted">none yet</span>
      return (
        <Link {...paths.run(last.workflow_id, last.run_id)} title={last.workflow_id}>
          <Ago at={last.started_at} />
        </Link>
      )
    },
  },
  {
    name: 'Made by',
    width: '124px',
    isWide: true,
    cell: ({ managed_by: maker, declared_by: type }) => (
      <span title={type ? `Declared by ${type}` : undefined}>{makers[maker]}</span>
    ),
  },
  {
    name: 'Labels',
    width: '150px',
    isWide: true,
    cell: ({ labels }) =>
      Object.entries(labels).map(([name, value]) => <Tag key={name}>{`${name}=${value}`}</Tag>),
  },
]
