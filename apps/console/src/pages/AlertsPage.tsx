import { SegmentedControl } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { alertEdges } from '@temporal-registry/contract/monitor'
import { FilteredList } from '../components/FilteredList.tsx'
import { FilterSelect } from '../components/FilterSelect.tsx'
import { AlertDrawer } from '../components/monitors/AlertDrawer.tsx'
import { AlertTable } from '../components/monitors/AlertTable.tsx'
import { MonitorSelect } from '../components/monitors/MonitorSelect.tsx'
import { ObservationDrawer } from '../components/monitors/ObservationDrawer.tsx'
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
        <FilteredList
          noun="alert"
          query={query}
          count={alerts.length}
          filter={filter}
          onFilter={change}
          filters={
            <>
              <MonitorSelect monitor={monitor} onChoose={(next) => change({ monitor: next })} />
              <FilterSelect
                label="What it tells"
                placeholder="Anything told"
                width={150}
                words={alertEdges}
                value={edge}
                onChange={(edge) => change({ edge })}
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
            </>
          }
          empty={
            <Empty title="There was nothing to tell yet">
              Alerts are written down when the condition of a monitor comes to hold.
            </Empty>
          }
        >
          {(onEnd) => (
            <AlertTable alerts={alerts} onOpen={(id) => change({ alert: id })} onEnd={onEnd} />
          )}
        </FilteredList>
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
