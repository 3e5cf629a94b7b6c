import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { activityRunStatuses } from '@temporal-registry/contract/activity-runs'
import { runTriggerKinds } from '@temporal-registry/contract/triggers'
import { FilteredList } from '../components/FilteredList.tsx'
import { FilterSelect } from '../components/FilterSelect.tsx'
import { ActivityRunTable } from '../components/activities/ActivityRunTable.tsx'
import { ActivityTabs } from '../components/activities/ActivityTabs.tsx'
import { DefinitionChoice } from '../components/activities/DefinitionChoice.tsx'
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
        <FilteredList
          noun="run"
          query={query}
          count={runs.length}
          filter={filter}
          onFilter={change}
          filters={
            <>
              <DefinitionChoice value={definition} onChange={(id) => change({ definition: id })} />
              <FilterSelect
                label="Status"
                placeholder="Any status"
                width={140}
                words={activityRunStatuses}
                value={status}
                onChange={(status) => change({ status })}
              />
              <FilterSelect
                label="Trigger"
                placeholder="Any trigger"
                words={runTriggerKinds}
                value={kind}
                onChange={(kind) => change({ kind })}
              />
            </>
          }
          empty={
            <Empty title="Nothing has run yet">
              <p>
                Choose one of the <Link {...paths.activities()}>definitions</Link> and run it now,
                or wait until it fires. What came to no run is in the{' '}
                <Link {...paths.ledger()}>ledger</Link>.
              </p>
            </Empty>
          }
        >
          {(onEnd) => <ActivityRunTable runs={runs} onEnd={onEnd} />}
        </FilteredList>
      </Panel>
    </>
  )
}
