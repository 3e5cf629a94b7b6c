import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { runStatuses } from '@temporal-registry/contract/runs'
import { useMemo } from 'react'
import { FilteredList } from '../components/FilteredList.tsx'
import { FilterSelect } from '../components/FilterSelect.tsx'
import { FilterText } from '../components/FilterText.tsx'
import { RunTable } from '../components/runs/RunTable.tsx'
import { paths, type RunFilter } from '../paths.ts'
import { runsQuery } from '../queries/runs.ts'
import { useGateway } from '../session/gateway.tsx'
import { Empty } from '../ui/Empty.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

/** Every run of the namespace, whoever started it. */
export function RunsPage() {
  const gateway = useGateway()
  const { workflow_type, status, workflow_id, query: filterText } = useSearch({ from: '/runs' })
  const filter: RunFilter = { workflow_type, status, workflow_id, query: filterText }
  const navigate = useNavigate({ from: '/runs' })
  const query = useInfiniteQuery(runsQuery(gateway, filter))
  const { data } = query
  const runs = useMemo(() => data?.pages.flatMap((page) => page.runs) ?? [], [data])
  const total = data?.pages[0]?.count
  const change = (changes: RunFilter) =>
    void navigate({ search: (old) => ({ ...old, ...changes }), replace: true })

  return (
    <>
      <PageHead
        title="Runs"
        lead="Every run of the namespace, whether it was started here or past the registry: open ones first, then those that closed last."
      />
      <Panel flush>
        <FilteredList
          noun="run"
          total={total}
          query={query}
          count={runs.length}
          filter={filter}
          onFilter={change}
          filters={
            <>
              <FilterText
                label="Workflow id"
                isSearch
                width={240}
                value={workflow_id ?? ''}
                onChange={(value) => change({ workflow_id: value || undefined })}
              />
              <FilterText
                label="Type"
                width={200}
                value={workflow_type ?? ''}
                onChange={(value) => change({ workflow_type: value || undefined })}
              />
              <FilterSelect
                label="Status"
                placeholder="Any status"
                width={150}
                words={runStatuses}
                value={status}
                onChange={(status) => change({ status })}
              />
              <FilterText
                label="Temporal list filter"
                placeholder="StartTime > '2026-01-01T00:00:00Z'"
                width={280}
                value={filterText ?? ''}
                onChange={(value) => change({ query: value || undefined })}
              />
            </>
          }
          empty={
            <Empty title="Nothing has run yet">
              <p>
                Choose a type under <Link {...paths.workflows()}>Workflows</Link> and start it.
              </p>
            </Empty>
          }
        >
          {(onEnd) => <RunTable runs={runs} onEnd={onEnd} />}
        </FilteredList>
      </Panel>
    </>
  )
}
