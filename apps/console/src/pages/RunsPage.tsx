import { Button, Select } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { runStatuses } from '@temporal-registry/contract/runs'
import { FilterBar } from '../components/FilterBar.tsx'
import { FilterText } from '../components/FilterText.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { RunTable } from '../components/RunTable.tsx'
import { countText } from '../count-text.ts'
import { paths, type RunFilter } from '../paths.ts'
import { runsQuery } from '../queries/runs.ts'
import { useGateway } from '../session/gateway.tsx'
import { Empty } from '../ui/Empty.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

const statuses = runStatuses.map((value) => ({ value, label: value.replaceAll('_', ' ') }))

/** Every run of the namespace, whoever started it. */
export function RunsPage() {
  const gateway = useGateway()
  const { workflow_type, status, workflow_id, query: filterText } = useSearch({ from: '/runs' })
  const filter: RunFilter = { workflow_type, status, workflow_id, query: filterText }
  const navigate = useNavigate({ from: '/runs' })
  const query = useInfiniteQuery(runsQuery(gateway, filter))
  const runs = query.data?.pages.flatMap((page) => page.runs) ?? []
  const count = query.data?.pages[0]?.count
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  const change = (changes: RunFilter) =>
    void navigate({ search: (old) => ({ ...old, ...changes }), replace: true })

  return (
    <>
      <PageHead
        title="Runs"
        lead="Every run of the namespace, the newest first, whether it was started here or past the registry."
      />
      <Panel flush>
        <FilterBar count={count === undefined ? '' : countText(count, 'run')}>
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
          <Select
            aria-label="Status"
            placeholder="Any status"
            clearable
            w={150}
            data={statuses}
            value={status ?? null}
            onChange={(value) => change({ status: runStatuses.find((one) => one === value) })}
          />
          <FilterText
            label="Temporal list filter"
            placeholder="StartTime > '2026-01-01T00:00:00Z'"
            width={280}
            value={filterText ?? ''}
            onChange={(value) => change({ query: value || undefined })}
          />
          {isFiltered ? (
            <Button
              variant="subtle"
              onClick={() =>
                change({
                  workflow_type: undefined,
                  status: undefined,
                  workflow_id: undefined,
                  query: undefined,
                })
              }
            >
              Clear
            </Button>
          ) : null}
        </FilterBar>
        <ListStates
          label="runs"
          query={query}
          count={runs.length}
          empty={
            isFiltered ? (
              <Empty title="No run matches">Search for less, or clear the filters.</Empty>
            ) : (
              <Empty title="Nothing has run yet">
                <p>
                  Choose a type under <Link {...paths.workflows()}>Workflows</Link> and start it.
                </p>
              </Empty>
            )
          }
        >
          <RunTable
            runs={runs}
            onEnd={
              query.hasNextPage && !query.isFetchingNextPage
                ? () => void query.fetchNextPage()
                : undefined
            }
          />
        </ListStates>
      </Panel>
    </>
  )
}
