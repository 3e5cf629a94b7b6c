import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import type { ScheduleDescription } from '@temporal-registry/contract/schedules'
import { Ago } from '../components/Ago.tsx'
import { BackfillProgress } from '../components/schedules/BackfillProgress.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { ScheduleActions } from '../components/schedules/ScheduleActions.tsx'
import { ScheduleFires } from '../components/schedules/ScheduleFires.tsx'
import { ScheduleMark } from '../components/schedules/ScheduleMark.tsx'
import { ScheduleMonth } from '../components/schedules/ScheduleMonth.tsx'
import { ScheduleTimes } from '../components/schedules/ScheduleTimes.tsx'
import { TimesList } from '../components/schedules/TimesList.tsx'
import { numberText } from '../count-text.ts'
import { paths } from '../paths.ts'
import { nextTimesQuery, scheduleQuery } from '../queries/schedules.ts'
import { overlapWords } from '../schedules/overlap.ts'
import { useGateway } from '../session/gateway.tsx'
import { spanText, timeText } from '../time-text.ts'
import { JsonBlock } from '../ui/CodeBlock.tsx'
import { Columns } from '../ui/Columns.tsx'
import { Facts } from '../ui/Facts.tsx'
import { Tag } from '../ui/Mark.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Tile, Tiles } from '../ui/Tile.tsx'

/** One schedule: when it fires, what became of it, and what can be done with it. */
export function SchedulePage() {
  const { scheduleId: id } = useParams({ from: '/schedules/$scheduleId' })
  const query = useQuery(scheduleQuery(useGateway(), id))
  const schedule = query.data
  return (
    <>
      <PageHead
        title={id}
        isName
        above={<Link {...paths.schedules()}>Schedules</Link>}
        beside={schedule ? <ScheduleMark schedule={schedule} /> : null}
        lead={schedule ? <Lead schedule={schedule} /> : undefined}
        actions={schedule ? <ScheduleActions schedule={schedule} /> : null}
      />
      <ListStates label="the schedule" query={query} count={schedule ? 1 : 0} empty={null}>
        {schedule ? <ScheduleDetails schedule={schedule} /> : null}
      </ListStates>
    </>
  )
}

function Lead({ schedule }: { schedule: ScheduleDescription }) {
  const {
    workflow_type: type,
    note,
    paused: isPaused,
    next_fires: [next],
  } = schedule
  return (
    <>
      starts{' '}
      <Link {...paths.workflow(type)} className="code">
        {type}
      </Link>
      {isPaused || !next ? '' : ', next '}
      {isPaused || !next ? null : <Ago at={next} />}
      {note ? ` · ${note}` : ''}
    </>
  )
}

function ScheduleDetails({ schedule }: { schedule: ScheduleDescription }) {
  const { id, definition } = schedule
  const { backfill } = useSearch({ from: '/schedules/$scheduleId' })
  const zone = definition.time_zone ?? 'UTC'
  return (
    <>
      <Counts schedule={schedule} />
      <Columns beside={<Beside schedule={schedule} zone={zone} />}>
        {backfill ? <BackfillProgress id={id} backfillId={backfill} /> : null}
        <ScheduleTimes definition={definition} />
        <ScheduleMonth id={id} zone={zone} />
        <ScheduleFires schedule={schedule} />
      </Columns>
    </>
  )
}

function Counts({ schedule: { counts, running } }: { schedule: ScheduleDescription }) {
  return (
    <Tiles>
      <Tile name="Fired" value={numberText(counts.fired)}>
        {running.length > 0 ? `${numberText(running.length)} open now` : 'none open now'}
      </Tile>
      <Tile
        name="Skipped"
        value={numberText(counts.skipped)}
        tone={counts.skipped > 0 ? 'caution' : 'quiet'}
      >
        a run was still open
      </Tile>
      <Tile
        name="Missed"
        value={numberText(counts.missed)}
        tone={counts.missed > 0 ? 'bad' : 'quiet'}
      >
        too late to catch up
      </Tile>
      <Tile name="Waiting" value={numberText(counts.buffered)}>
        {counts.dropped > 0
          ? `${numberText(counts.dropped)} dropped: too many`
          : 'for a run to end'}
      </Tile>
    </Tiles>
  )
}

const shownNext = 10

function Beside({ schedule, zone }: { schedule: ScheduleDescription; zone: string }) {
  const { id, definition, labels, declared_by: declaredBy } = schedule
  const next = useQuery(nextTimesQuery(useGateway(), id, shownNext))
  const { catchup_window_seconds: catchup, remaining_actions: left } = definition
  return (
    <>
      <Panel title="Next times">
        <ListStates
          label="times"
          query={next}
          count={next.data?.times.length ?? 0}
          empty={<p className="small muted">It matches no time in the year from now.</p>}
        >
          <TimesList label="Next times" times={next.data?.times ?? []} zone={zone} />
          {schedule.paused ? (
            <p className="small muted" style={{ marginTop: 8 }}>
              While it is paused, none of them happens.
            </p>
          ) : null}
        </ListStates>
      </Panel>
      <Panel title="About">
        <Facts
          facts={[
            [
              'Task queue',
              <span key="queue">
                <Tag>{schedule.task_queue}</Tag>{' '}
                <span className="muted">{schedule.late_bound ? 'follows the type' : 'pinned'}</span>
              </span>,
            ],
            ['A run open', overlapWords[definition.overlap_policy ?? 'skip']],
            [
              'Caught up',
              catchup ? `when ${spanText(catchup * 1_000)} late at most` : 'within a year',
            ],
            ['Fires left', typeof left === 'number' ? numberText(left) : ''],
            ['On failure', definition.pause_on_failure ? 'it is paused' : ''],
            ['Ids of runs', definition.workflow_id ? `begin with ${definition.workflow_id}` : ''],
            [
              'Made by',
              declaredBy ? (
                <span key="maker">
                  a worker of{' '}
                  <Link {...paths.workflow(declaredBy)} className="code">
                    {declaredBy}
                  </Link>
                </span>
              ) : schedule.managed_by === 'external' ? (
                'somebody past the registry'
              ) : (
                'the API'
              ),
            ],
            [
              'Labels',
              Object.keys(labels).length > 0 ? (
                <span key="labels" className="row" style={{ gap: 4 }}>
                  {Object.entries(labels).map(([name, value]) => (
                    <Tag key={name}>{`${name}=${value}`}</Tag>
                  ))}
                </span>
              ) : undefined,
            ],
            ['Created', schedule.created_at ? timeText(new Date(schedule.created_at)) : ''],
            ['Changed', schedule.updated_at ? timeText(new Date(schedule.updated_at)) : ''],
          ]}
        />
      </Panel>
      <Panel title="Input">
        <JsonBlock
          value={definition.args ?? definition.input}
          what="the input of its runs"
          maxHeight={220}
        />
      </Panel>
    </>
  )
}
