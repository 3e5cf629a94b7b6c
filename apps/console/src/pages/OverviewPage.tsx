import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Attention } from '../components/overview/Attention.tsx'
import { ChangeList } from '../components/overview/ChangeList.tsx'
import { LedgerOfDay } from '../components/overview/LedgerOfDay.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { RunsOverTime } from '../components/overview/RunsOverTime.tsx'
import { RunTable } from '../components/runs/RunTable.tsx'
import { numberText } from '../count-text.ts'
import { paths } from '../paths.ts'
import { undecidedCountQuery } from '../queries/human-tasks.ts'
import { alarmsQuery, mostAlarms, orphansQuery, runCountQuery } from '../queries/overview.ts'
import { statusQuery } from '../queries/registry.ts'
import { recentRunsQuery } from '../queries/runs.ts'
import { useGateway } from '../session/gateway.tsx'
import { Columns } from '../ui/Columns.tsx'
import { Empty } from '../ui/Empty.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Tile, Tiles } from '../ui/Tile.tsx'

const dayMs = 86_400_000
/** To the minute, so that the address of what a tile counts does not change under the reader. */
const dayAgo = () => `${new Date(Date.now() - dayMs).toISOString().slice(0, 16)}:00Z`
const failedOfDay = () => `ExecutionStatus IN ('Failed', 'TimedOut') AND CloseTime > '${dayAgo()}'`

/** How everything stands, and what to look at. */
export function OverviewPage() {
  const gateway = useGateway()
  const status = useQuery(statusQuery(gateway))
  const running = useQuery(runCountQuery(gateway, 'running', () => "ExecutionStatus = 'Running'"))
  const failed = useQuery(runCountQuery(gateway, 'failed of a day', failedOfDay))
  const orphans = useQuery(orphansQuery(gateway))
  const undecided = useQuery(undecidedCountQuery(gateway))
  const recent = useQuery(recentRunsQuery(gateway, {}, 8))
  const by = status.data?.workflows_by_status
  const away = by ? by.suspect + by.gone + by.unavailable : 0

  return (
    <>
      <PageHead title="Overview" lead="What exists, whether it can run, and what to look at." />
      <ListStates label="the overview" query={status} count={status.data ? 1 : 0} empty={null}>
        <Tiles>
          <Link {...paths.workflows()}>
            <Tile name="Workflow types" value={textOf(status.data?.workflow_count)}>
              {by ? `${numberText(by.ready)} ready` : ''}
            </Tile>
          </Link>
          <Link {...paths.workflows({ status: 'gone' })}>
            <Tile name="Not served" value={textOf(by && away)} tone={away > 0 ? 'bad' : 'quiet'}>
              {by ? awayText(by) : ''}
            </Tile>
          </Link>
          <Link {...paths.workers()}>
            <Tile name="Workers" value={textOf(status.data?.healthy_worker_count)}>
              {status.data ? `of ${numberText(status.data.worker_count)} known` : ''}
            </Tile>
          </Link>
          <Link {...paths.runs({ status: 'running' })}>
            <Tile name="Running" value={textOf(running.data)}>
              open runs
            </Tile>
          </Link>
          <Link {...paths.runs({ query: failedOfDay() })}>
            <Tile
              name="Failed"
              value={textOf(failed.data)}
              tone={(failed.data ?? 0) > 0 ? 'bad' : 'quiet'}
            >
              in the last 24 h
            </Tile>
          </Link>
          <Link {...paths.humanTasks({ inbox: 'all' })}>
            <Tile name="Human tasks" value={textOf(undecided.data)}>
              {undecided.error ? 'cannot be read' : 'to be decided'}
            </Tile>
          </Link>
          <Alarms />
          <Link {...paths.administration('orphans')}>
            <Tile
              name="Orphans"
              value={textOf(orphans.data?.orphan_run_count)}
              tone={(orphans.data?.orphan_run_count ?? 0) > 0 ? 'caution' : 'quiet'}
            >
              open, not served
            </Tile>
          </Link>
        </Tiles>
        <Columns
          beside={
            <>
              <LedgerOfDay />
              <ChangeList />
            </>
          }
        >
          <Attention status={status.data} />
          <RunsOverTime />
          <Panel
            title="Recent runs"
            flush
            aside={
              <Link {...paths.runs()} className="small">
                All runs
              </Link>
            }
          >
            <ListStates
              label="runs"
              query={recent}
              count={recent.data?.length ?? 0}
              empty={
                <Empty title="Nothing has run yet">
                  <p>
                    Choose a type under <Link {...paths.workflows()}>Workflows</Link> and start it.
                  </p>
                </Empty>
              }
            >
              <RunTable runs={recent.data ?? []} />
            </ListStates>
          </Panel>
        </Columns>
      </ListStates>
    </>
  )
}

function Alarms() {
  const gateway = useGateway()
  const firing = useQuery(alarmsQuery(gateway, 'firing'))
  const erroring = useQuery(alarmsQuery(gateway, 'erroring'))
  const { data: faults = 0 } = erroring
  return (
    <Link
      {...paths.monitors({
        health: (firing.data ?? 0) === 0 && faults > 0 ? 'erroring' : 'firing',
      })}
    >
      <Tile
        name="Monitors firing"
        value={firing.data === undefined ? undefined : alarmsText(firing.data)}
        tone={(firing.data ?? 0) > 0 ? 'bad' : faults > 0 ? 'caution' : 'quiet'}
      >
        {firing.error ? 'cannot be read' : `${alarmsText(faults)} cannot look`}
      </Tile>
    </Link>
  )
}

const alarmsText = (count: number) =>
  count < mostAlarms ? numberText(count) : `${numberText(mostAlarms)} or more`

/** What types that cannot be started are, each with its number. */
function awayText(by: Readonly<Record<'gone' | 'suspect' | 'unavailable', number>>): string {
  const words = (['gone', 'suspect', 'unavailable'] as const).filter((word) => by[word] > 0)
  return words.length === 0 ? 'all can run' : words.map((word) => `${by[word]} ${word}`).join(', ')
}

const textOf = (count: number | undefined) => (count === undefined ? undefined : numberText(count))
