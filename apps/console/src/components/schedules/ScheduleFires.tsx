import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { RunStatus } from '@temporal-registry/contract/runs'
import type { ScheduleDescription } from '@temporal-registry/contract/schedules'
import { paths } from '../../paths.ts'
import { scheduledRunsQuery, timesBetweenQuery } from '../../queries/schedules.ts'
import { firesOf, type PastFire } from '../../schedules/past-fires.ts'
import { useGateway } from '../../session/gateway.tsx'
import { readerZone, spanText, zonedText } from '../../time-text.ts'
import { DataTable, type Column } from '../../ui/DataTable.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { ListStates } from '../ListStates.tsx'
import { RunMark } from '../StateMark.tsx'

/** What became of the times that are past: runs, and times of which there is none. */
export function ScheduleFires({ schedule }: { schedule: ScheduleDescription }) {
  const gateway = useGateway()
  const runs = useQuery(scheduledRunsQuery(gateway, schedule.id))
  const span = spanOfRecent(schedule)
  const matched = useQuery({
    ...timesBetweenQuery(gateway, schedule.id, span ?? { from: '', to: '' }),
    enabled: span !== undefined,
  })
  const fires = firesOf(schedule.recent, matched.data?.times ?? [])
  const statuses = new Map(runs.data?.map((run) => [run.run_id, run.status]))
  return (
    <Panel
      title="Recent fires"
      flush
      aside={
        <Link
          {...paths.runs({ query: `TemporalScheduledById = '${schedule.id}'` })}
          className="small"
        >
          All its runs
        </Link>
      }
    >
      <ListStates
        label="fires"
        query={{ isPending: false, error: runs.error, refetch: runs.refetch }}
        count={fires.length}
        empty={
          <Empty title="It has not fired yet">
            Trigger it to see a run, or backfill times that are past.
          </Empty>
        }
      >
        <DataTable
          label="Recent fires"
          rows={fires}
          keyOf={({ at, run }) => run?.run_id ?? at}
          columns={columnsOf(statuses)}
        />
      </ListStates>
    </Panel>
  )
}

function columnsOf(statuses: ReadonlyMap<string, RunStatus>): readonly Column<PastFire>[] {
  return [
    { name: 'Due', width: '156px', cell: ({ at }) => zonedText(new Date(at), readerZone) },
    {
      name: 'Became',
      width: '132px',
      cell: ({ run }) => {
        if (!run) {
          const why = 'It was paused then, a run was still open, or Temporal was away too long'
          return (
            <Mark tone="caution" title={why}>
              no run
            </Mark>
          )
        }
        const status = statuses.get(run.run_id)
        return status ? <RunMark status={status} /> : <Mark tone="quiet">run</Mark>
      },
    },
    {
      name: 'Run',
      cell: ({ run }) =>
        run ? (
          <Link
            {...paths.run(run.workflow_id, run.run_id)}
            className="code"
            title={run.workflow_id}
          >
            {run.workflow_id}
          </Link>
        ) : null,
    },
    {
      name: 'Late by',
      width: '84px',
      isWide: true,
      isNumber: true,
      cell: ({ at, run }) => (run ? spanText(Date.parse(run.started_at) - Date.parse(at)) : ''),
    },
  ]
}

/** From the oldest fire that is known, but not from before the schedule was changed, until now. */
function spanOfRecent({
  recent,
  updated_at: updatedAt,
  created_at: createdAt,
}: ScheduleDescription) {
  const [oldest] = recent
  const since = updatedAt ?? createdAt
  const from = [oldest?.scheduled_at ?? since, since]
    .filter((at) => at !== null)
    .toSorted()
    .at(-1)
  if (!from) return undefined
  // Rounded to the minute, so that the query key, and with it the cached answer, stays the same that long.
  const to = new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString()
  return from < to ? { from, to } : undefined
}
