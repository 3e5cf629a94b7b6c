import { Button, Select } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { activityRunStatuses } from '@temporal-registry/contract/activity-runs'
import { runTriggerKinds } from '@temporal-registry/contract/triggers'
import { ActivityRunTable } from '../components/ActivityRunTable.tsx'
import { ActivityTabs } from '../components/ActivityTabs.tsx'
import { DefinitionChoice } from '../components/DefinitionChoice.tsx'
import { FilterBar } from '../components/FilterBar.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { countText } from '../count-text.ts'
import { paths } from '../paths.ts'
import { activityRunsQuery, type ActivityRunFilter } from '../queries/activities.ts'
import { useGateway } from '../session/gateway.tsx'
import { Empty } from '../ui/Empty.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

/** Every run of every definition, the newest first. */
export function ActivityRunsPage() {
  const { definition, status, kind } = useSearch({ from: '/activities/runs' })
  const filter: ActivityRunFilter = { definition, status, kind }
  const navigate = useNavigate({ from: '/activities/runs' })
  const query = useInfiniteQuery(activityRunsQuery(useGateway(), filter))
  const runs = query.data?.pages.flatMap((page) => page.runs) ?? []
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  const change = (changes: ActivityRunFilter) =>
    void navigate({ search: (old) => ({ ...old, ...changes }), replace: true })

  return (
    <>
      <PageHead
        title="Activity runs"
        lead="What definitions and monitors were run for, how far each run is, and how it ended."
      />
      <ActivityTabs />
      <Panel flush>
        <FilterBar
          count={
            query.data ? `${countText(runs.length, 'run')}${query.hasNextPage ? '+' : ''}` : ''
          }
        >
          <DefinitionChoice value={definition} onChange={(id) => change({ definition: id })} />
          <Select
            aria-label="Status"
            placeholder="Any status"
            clearable
            w={140}
            data={activityRunStatuses}
            value={status ?? null}
            onChange={(value) => change({ status: value ?? undefined })}
          />
          <Select
            aria-label="Trigger"
            placeholder="Any trigger"
            clearable
            w={130}
            data={runTriggerKinds}
            value={kind ?? null}
            onChange={(value) => change({ kind: value ?? undefined })}
          />
          {isFiltered ? (
            <Button variant="subtle" onClick={() => void navigate({ search: {}, replace: true })}>
              Clear
            </Button>
          ) : null}
        </FilterBar>
        <ListStates
          label="activity runs"
          query={query}
          count={runs.length}
          empty={
            isFiltered ? (
              <Empty title="No run matches">Search for less, or clear the filters.</Empty>
            ) : (
              <Empty title="Nothing has run yet">
                <p>
                  Choose one of the <Link {...paths.activities()}>definitions</Link> and run it now,
                  or wait until it fires. What came to no run is in the{' '}
                  <Link {...paths.ledger()}>ledger</Link>.
                </p>
              </Empty>
            )
          }
        >
          <ActivityRunTable
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
