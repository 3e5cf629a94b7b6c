import { Button, SegmentedControl, Select } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { alertEdges } from '@temporal-registry/contract/monitor'
import { AlertDrawer } from '../components/AlertDrawer.tsx'
import { AlertTable } from '../components/AlertTable.tsx'
import { FilterBar } from '../components/FilterBar.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { MonitorSelect } from '../components/MonitorSelect.tsx'
import { ObservationDrawer } from '../components/ObservationDrawer.tsx'
import { countText } from '../count-text.ts'
import { alertsQuery, type AlertFilter } from '../queries/monitors.ts'
import { useGateway } from '../session/gateway.tsx'
import { Empty } from '../ui/Empty.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

const from = '/alerts'

/** What monitors had to tell, told or not. */
export function AlertsPage() {
  const { monitor, edge, told, alert: chosen, look } = useSearch({ from })
  const filter: AlertFilter = { monitor, edge, told }
  const navigate = useNavigate({ from })
  const query = useInfiniteQuery(alertsQuery(useGateway(), filter))
  const alerts = query.data?.pages.flatMap((page) => page.alerts) ?? []
  const alert = alerts.find(({ id }) => id === chosen)
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  const change = (
    changes: AlertFilter & { alert?: string | undefined; look?: string | undefined },
  ) => void navigate({ search: (old) => ({ ...old, ...changes }), replace: true })

  return (
    <>
      <PageHead
        title="Alerts"
        lead="What there was to tell of all monitors: what was told, to whom, and what nobody was told, with the reason."
      />
      <Panel flush>
        <FilterBar
          count={
            query.data
              ? `${countText(alerts.length, 'alert')}${query.hasNextPage ? ' so far' : ''}`
              : ''
          }
        >
          <MonitorSelect monitor={monitor} onChoose={(next) => change({ monitor: next })} />
          <Select
            aria-label="What it tells"
            placeholder="Anything told"
            clearable
            w={150}
            data={alertEdges}
            value={edge ?? null}
            onChange={(next) => change({ edge: next ?? undefined })}
          />
          <SegmentedControl
            aria-label="Whether anybody was told"
            value={told ?? 'all'}
            data={[
              { value: 'all', label: 'All' },
              { value: 'told', label: 'Told' },
              { value: 'muted', label: 'Told nobody' },
            ]}
            onChange={(next) =>
              change({ told: next === 'told' || next === 'muted' ? next : undefined })
            }
          />
          {isFiltered ? (
            <Button
              variant="subtle"
              onClick={() => change({ monitor: undefined, edge: undefined, told: undefined })}
            >
              Clear
            </Button>
          ) : null}
        </FilterBar>
        <ListStates
          label="alerts"
          query={query}
          count={alerts.length}
          empty={
            isFiltered ? (
              <Empty title="No alert matches">Search for less, or clear the filters.</Empty>
            ) : (
              <Empty title="There was nothing to tell yet">
                Alerts are written down when the condition of a monitor comes to hold.
              </Empty>
            )
          }
        >
          <AlertTable
            alerts={alerts}
            onOpen={(id) => change({ alert: id })}
            onEnd={
              query.hasNextPage && !query.isFetchingNextPage
                ? () => void query.fetchNextPage()
                : undefined
            }
          />
        </ListStates>
      </Panel>
      {alert && !look ? (
        <AlertDrawer
          alert={alert}
          onOpenLook={(id) => change({ look: id })}
          onClose={() => change({ alert: undefined })}
        />
      ) : null}
      {look ? <ObservationDrawer id={look} onClose={() => change({ look: undefined })} /> : null}
    </>
  )
}
