import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import type { EventDetail } from '@temporal-registry/contract/events'
import { OutcomeMark } from '../components/activities/ActivityMarks.tsx'
import { ActivityRunTable } from '../components/activities/ActivityRunTable.tsx'
import { Ago } from '../components/Ago.tsx'
import { Conditions } from '../components/activities/Conditions.tsx'
import styles from '../components/activities/ExplainedList.module.css'
import { ListStates } from '../components/ListStates.tsx'
import { ScopedButton } from '../components/ScopedButton.tsx'
import { paths } from '../paths.ts'
import { eventQuery, explanationQuery } from '../queries/events.ts'
import { useGateway } from '../session/gateway.tsx'
import { timeText } from '../time-text.ts'
import { JsonBlock } from '../ui/CodeBlock.tsx'
import { Columns } from '../ui/Columns.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Facts } from '../ui/Facts.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

/** One event: what it said, and what came of it for each definition that looked at it, and why. */
export function EventPage() {
  const { eventId } = useParams({ from: '/activities/events/$eventId' })
  const navigate = useNavigate()
  const query = useQuery(eventQuery(useGateway(), eventId))
  const event = query.data
  return (
    <>
      <PageHead
        title={event?.type ?? 'Event'}
        isName={event !== undefined}
        above={<Link {...paths.events()}>Events</Link>}
        lead={
          event ? (
            <>
              from {event.source}, <Ago at={event.received_at} />
            </>
          ) : undefined
        }
        actions={
          event ? (
            <ScopedButton
              scope="start"
              onClick={() => void navigate(paths.newEvent({ like: eventId }))}
            >
              Try one like it
            </ScopedButton>
          ) : null
        }
      />
      <ListStates label="the event" query={query} count={event ? 1 : 0} empty={null}>
        {event ? (
          <Columns beside={<About event={event} />}>
            <Explanation id={eventId} />
            {event.runs.length > 0 ? (
              <Panel title="Runs" flush>
                <ActivityRunTable runs={event.runs} />
              </Panel>
            ) : null}
            <Panel title="As it came">
              <JsonBlock value={event.envelope} what="the event" maxHeight={420} />
            </Panel>
          </Columns>
        ) : null}
      </ListStates>
    </>
  )
}

function Explanation({ id }: { id: string }) {
  const query = useQuery(explanationQuery(useGateway(), id))
  const { triggers = [], pending = true } = query.data ?? {}
  return (
    <Panel title="What came of it" flush>
      <ListStates
        label="what came of it"
        query={query}
        count={triggers.length}
        empty={
          <Empty title={pending ? 'It is still to be decided' : 'No definition looked at it'}>
            {pending ? null : (
              <p>
                None named its type and source when it came, or those that do were disabled: they
                are not written down.
              </p>
            )}
          </Empty>
        }
      >
        <ul className={styles['list']} aria-label="What came of it">
          {triggers.map(
            ({ id: row, outcome, definition, reason, stage, run_id: run, conditions }) => (
              <li key={row}>
                <div className={styles['line']}>
                  <OutcomeMark outcome={outcome} />
                  {definition ? (
                    <Link {...paths.activity(definition.id)} className="code">
                      {definition.name}
                    </Link>
                  ) : null}
                  <span className="muted">
                    {definition ? `v${definition.version}, ` : ''}at {stage.replaceAll('_', ' ')}
                  </span>
                  {run ? <Link {...paths.activityRun(run)}>its run</Link> : null}
                </div>
                <p className="wrap">{reason}</p>
                <Conditions conditions={conditions ?? []} />
              </li>
            ),
          )}
        </ul>
      </ListStates>
    </Panel>
  )
}

function About({ event }: { event: EventDetail }) {
  return (
    <Panel title="About">
      <Facts
        facts={[
          ['Id', <code key="id">{event.id}</code>],
          ['Source', <code key="source">{event.source}</code>],
          ['Subject', event.subject],
          ['Its time', event.time ? timeText(new Date(event.time)) : undefined],
          ['Received', timeText(new Date(event.received_at))],
          ['Came by', event.event_source ?? (event.depth > 0 ? 'a run' : 'the API')],
          ['In a row', event.depth > 0 ? `${event.depth} that runs emitted` : undefined],
          ['Stored as', <code key="stored">{event.event_id}</code>],
        ]}
      />
    </Panel>
  )
}
