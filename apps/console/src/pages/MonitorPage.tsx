import { Tabs } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { Monitor } from '@temporal-registry/contract/monitor'
import { useState } from 'react'
import { AlertDrawer } from '../components/monitors/AlertDrawer.tsx'
import { AlertTable } from '../components/monitors/AlertTable.tsx'
import { Ago } from '../components/Ago.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { MonitorActions } from '../components/monitors/MonitorActions.tsx'
import { MonitorAddresses } from '../components/monitors/MonitorAddresses.tsx'
import { MonitorFacts } from '../components/monitors/MonitorFacts.tsx'
import { MonitorHistory } from '../components/monitors/MonitorHistory.tsx'
import { HealthMark, MonitorStatusMark } from '../components/monitors/MonitorMarks.tsx'
import { ObservationDrawer } from '../components/monitors/ObservationDrawer.tsx'
import { ObservationTable } from '../components/monitors/ObservationTable.tsx'
import { ProblemNotice } from '../components/ProblemNotice.tsx'
import { watchText } from '../monitors/watch-text.ts'
import { paths } from '../paths.ts'
import { alertsQuery, monitorQuery, observationsQuery } from '../queries/monitors.ts'
import { nextOf } from '../query.ts'
import { useGateway } from '../session/gateway.tsx'
import { timeText } from '../time-text.ts'
import { Columns } from '../ui/Columns.tsx'
import { Empty } from '../ui/Empty.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

const from = '/monitors/$monitor'

/** One monitor: what it found, what it told, and what can be done with it. */
export function MonitorPage() {
  const { monitor: ref } = useParams({ from })
  const { look } = useSearch({ from })
  const query = useQuery(monitorQuery(useGateway(), ref))
  const navigate = useNavigate({ from })
  const [problem, setProblem] = useState<unknown>()
  const monitor = query.data
  const showLook = (id: string | undefined) =>
    void navigate({ search: (old) => ({ ...old, look: id, alert: undefined }), replace: true })
  return (
    <>
      <PageHead
        title={monitor?.name ?? ref}
        isName
        above={<Link {...paths.monitors()}>Monitors</Link>}
        beside={monitor ? <Marks monitor={monitor} /> : null}
        lead={monitor ? <Lead monitor={monitor} /> : undefined}
        actions={
          monitor ? (
            <MonitorActions monitor={monitor} onLook={showLook} onProblem={setProblem} />
          ) : null
        }
      />
      <ListStates label="the monitor" query={query} count={monitor ? 1 : 0} empty={null}>
        {monitor ? (
          <div className="stack">
            {problem ? <ProblemNotice error={problem} /> : null}
            <Standing monitor={monitor} />
            <Details monitor={monitor} onLook={showLook} />
          </div>
        ) : null}
      </ListStates>
      {look ? <ObservationDrawer id={look} onClose={() => showLook(undefined)} /> : null}
    </>
  )
}

function Marks({ monitor: { health, health_reason: reason, status } }: { monitor: Monitor }) {
  return (
    <span className="row">
      <HealthMark health={health} reason={reason} />
      {status === 'active' ? null : <MonitorStatusMark status={status} />}
    </span>
  )
}

function Lead({ monitor }: { monitor: Monitor }) {
  return (
    <>
      {monitor.description ? `${monitor.description} ` : ''}It looks at{' '}
      <span className="wrap">{watchText(monitor.monitor.probe)}</span>.
    </>
  )
}

/** Why it is as it is, where that needs words. */
function Standing({ monitor }: { monitor: Monitor }) {
  const { health_reason: why, pause_reason: pause, suppressed_until: until, status } = monitor
  const isSuppressed = until !== null && Date.parse(until) > Date.now()
  const lines = [
    why ? (
      <span key="why">
        {why} <span className="muted">since {timeText(new Date(monitor.health_since))}</span>
      </span>
    ) : null,
    status === 'paused' ? (
      <span key="pause">It is paused: {pause || 'no reason was given'}</span>
    ) : null,
    isSuppressed ? (
      <span key="suppressed">
        It tells nobody, <Ago at={until} /> it does again: {monitor.suppress_reason}
      </span>
    ) : null,
  ].filter((line) => line !== null)
  if (lines.length === 0) return null
  return (
    <Panel title="How it stands">
      <div className="stack small" style={{ gap: 4 }}>
        {lines}
      </div>
    </Panel>
  )
}

interface DetailsProps {
  readonly monitor: Monitor
  readonly onLook: (id: string) => void
}

function Details({ monitor, onLook }: DetailsProps) {
  const search = useSearch({ from })
  const navigate = useNavigate({ from })
  const { range, to, as, view = 'observations' } = search
  const isAlerts = view === 'alerts'
  return (
    <Columns
      beside={
        <>
          <MonitorFacts monitor={monitor} />
          <MonitorAddresses monitor={monitor} />
        </>
      }
    >
      <MonitorHistory
        monitor={monitor.id}
        choice={{ range, to, as }}
        onChoose={(choice) =>
          void navigate({ search: (old) => ({ ...old, ...choice }), replace: true })
        }
        onOpen={onLook}
      />
      <Tabs
        value={view}
        onChange={(next) =>
          void navigate({
            search: (old) => ({ ...old, view: next === 'alerts' ? 'alerts' : undefined }),
            replace: true,
          })
        }
      >
        <Tabs.List mb="sm">
          <Tabs.Tab value="observations">Observations</Tabs.Tab>
          <Tabs.Tab value="alerts">Alerts</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={view}>
          <Panel flush>
            {isAlerts ? (
              <Alerts monitor={monitor} onLook={onLook} />
            ) : (
              <Observations monitor={monitor} onLook={onLook} />
            )}
          </Panel>
        </Tabs.Panel>
      </Tabs>
    </Columns>
  )
}

function Observations({ monitor, onLook }: DetailsProps) {
  const query = useInfiniteQuery(observationsQuery(useGateway(), monitor.id))
  const observations = query.data?.pages.flatMap((page) => page.observations) ?? []
  return (
    <ListStates
      label="observations"
      query={query}
      count={observations.length}
      empty={<Empty title="It has not looked yet">It looks at its next time, or now.</Empty>}
    >
      <ObservationTable observations={observations} onOpen={onLook} onEnd={nextOf(query)} />
    </ListStates>
  )
}

function Alerts({ monitor, onLook }: DetailsProps) {
  const { alert: chosen } = useSearch({ from })
  const navigate = useNavigate({ from })
  const query = useInfiniteQuery(alertsQuery(useGateway(), { monitor: monitor.name }))
  const alerts = query.data?.pages.flatMap((page) => page.alerts) ?? []
  const alert = alerts.find(({ id }) => id === chosen)
  const show = (id: string | undefined) =>
    void navigate({ search: (old) => ({ ...old, alert: id }), replace: true })
  return (
    <ListStates
      label="alerts"
      query={query}
      count={alerts.length}
      empty={<Empty title="There was nothing to tell yet" />}
    >
      <AlertTable alerts={alerts} isOfOneMonitor onOpen={show} onEnd={nextOf(query)} />
      {alert ? (
        <AlertDrawer alert={alert} onOpenLook={onLook} onClose={() => show(undefined)} />
      ) : null}
    </ListStates>
  )
}
