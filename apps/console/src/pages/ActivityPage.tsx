import { Tabs } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { ActivityDefinition } from '@temporal-registry/contract/activity-definitions'
import { triggerText } from '../activities/trigger-text.ts'
import { ActivityRunTable } from '../components/activities/ActivityRunTable.tsx'
import { DefinitionMark } from '../components/activities/ActivityMarks.tsx'
import { Ago } from '../components/Ago.tsx'
import { DefinitionActions } from '../components/activities/DefinitionActions.tsx'
import { DefinitionTimes } from '../components/activities/DefinitionTimes.tsx'
import { DefinitionVersions } from '../components/activities/DefinitionVersions.tsx'
import { FlowPicture } from '../components/activities/FlowPicture.tsx'
import { LedgerTable } from '../components/activities/LedgerTable.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { paths } from '../paths.ts'
import {
  activityRunsQuery,
  definitionQuery,
  ledgerQuery,
  upcomingQuery,
} from '../queries/activities.ts'
import { useGateway } from '../session/gateway.tsx'
import { timeText } from '../time-text.ts'
import { Columns } from '../ui/Columns.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Facts } from '../ui/Facts.tsx'
import { Tag } from '../ui/Mark.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

const address = '/activities/definitions/$definition'
const shown = 8

/** One definition: what it does, what it did, and what can be done with it. */
export function ActivityPage() {
  const { definition: ref } = useParams({ from: address })
  const query = useQuery(definitionQuery(useGateway(), ref))
  const stored = query.data
  return (
    <>
      <PageHead
        title={stored?.name ?? ref}
        isName
        above={<Link {...paths.activities()}>Activities</Link>}
        beside={stored ? <DefinitionMark definition={stored} /> : null}
        lead={stored?.description ?? (stored ? triggerText(stored.trigger) : undefined)}
        actions={stored ? <DefinitionActions definition={stored} /> : null}
      />
      <ListStates label="the definition" query={query} count={stored ? 1 : 0} empty={null}>
        {stored ? <Views definition={stored} /> : null}
      </ListStates>
    </>
  )
}

const views = ['does', 'times', 'versions'] as const

function Views({ definition }: { definition: ActivityDefinition }) {
  const { view } = useSearch({ from: address })
  const navigate = useNavigate({ from: address })
  const isOnClock = definition.trigger_kind === 'schedule'
  const open = views.find((one) => one === view && (one !== 'times' || isOnClock)) ?? 'does'
  return (
    <Tabs
      value={open}
      onChange={(next) =>
        void navigate({
          search: (old) => ({ ...old, view: next === 'does' ? undefined : (next ?? undefined) }),
          replace: true,
        })
      }
    >
      <Tabs.List mb="md">
        <Tabs.Tab value="does">What it does</Tabs.Tab>
        {isOnClock ? <Tabs.Tab value="times">Times and backfills</Tabs.Tab> : null}
        <Tabs.Tab value="versions">Versions</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="does">
        <Does definition={definition} />
      </Tabs.Panel>
      <Tabs.Panel value="times">
        <DefinitionTimes definition={definition} />
      </Tabs.Panel>
      <Tabs.Panel value="versions">
        <DefinitionVersions definition={definition} />
      </Tabs.Panel>
    </Tabs>
  )
}

function Does({ definition }: { definition: ActivityDefinition }) {
  return (
    <Columns beside={<About definition={definition} />}>
      <Panel title="What it does">
        <FlowPicture definition={definition.definition} />
      </Panel>
      <RecentRuns id={definition.id} />
      <RecentTriggers id={definition.id} />
    </Columns>
  )
}

function RecentRuns({ id }: { id: string }) {
  const query = useInfiniteQuery(activityRunsQuery(useGateway(), { definition: id }))
  const runs = query.data?.pages[0]?.runs ?? []
  return (
    <Panel
      title="Recent runs"
      flush
      aside={
        <Link {...paths.activityRuns({ definition: id })} className="small">
          All runs
        </Link>
      }
    >
      <ListStates
        label="runs"
        query={query}
        count={runs.length}
        empty={
          <Empty title="It has not run yet">
            When it fires, or somebody runs it now, its run is here.
          </Empty>
        }
      >
        <ActivityRunTable runs={runs.slice(0, shown)} isOfOne />
      </ListStates>
    </Panel>
  )
}

function RecentTriggers({ id }: { id: string }) {
  const query = useInfiniteQuery(ledgerQuery(useGateway(), { definition: id }))
  const rows = query.data?.pages[0]?.triggers ?? []
  return (
    <Panel
      title="What came of its triggers"
      flush
      aside={
        <Link {...paths.ledger({ definition: id })} className="small">
          The ledger
        </Link>
      }
    >
      <ListStates
        label="the ledger"
        query={query}
        count={rows.length}
        empty={
          <Empty title="Nothing has triggered it yet">
            Each event that it looks at has a row here, also where it comes to nothing, and why.
          </Empty>
        }
      >
        <LedgerTable rows={rows.slice(0, shown)} isOfOne />
      </ListStates>
    </Panel>
  )
}

function About({ definition }: { definition: ActivityDefinition }) {
  const { labels, owner, version, paused_at: pausedAt, pause_reason: reason } = definition
  const next = useQuery({
    ...upcomingQuery(useGateway(), definition.id, 1),
    enabled: definition.trigger_kind === 'schedule',
  }).data?.times[0]
  return (
    <Panel title="About">
      <Facts
        facts={[
          ['Paused', pausedAt ? <Ago key="paused" at={pausedAt} /> : undefined],
          ['Because', pausedAt ? reason : undefined],
          ['Next', next ? timeText(new Date(next)) : undefined],
          ['Version', String(version)],
          ['Owner', owner],
          [
            'Labels',
            Object.keys(labels).length > 0 ? (
              <span key="labels" className="row" style={{ gap: 4 }}>
                {Object.entries(labels).map(([name, value]) => (
                  <Tag key={name}>{value ? `${name}=${value}` : name}</Tag>
                ))}
              </span>
            ) : undefined,
          ],
          ['Changed', timeText(new Date(definition.updated_at))],
          ['Made', timeText(new Date(definition.created_at))],
          ['Id', <code key="id">{definition.id}</code>],
        ]}
      />
    </Panel>
  )
}
