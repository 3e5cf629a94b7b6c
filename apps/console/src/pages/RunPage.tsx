import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { HistoryEvent, RunDescription } from '@temporal-registry/contract/runs'
import { Ago } from '../components/Ago.tsx'
import { EventList } from '../components/runs/EventList.tsx'
import { FailureChain } from '../components/runs/FailureChain.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { ProblemNotice } from '../components/ProblemNotice.tsx'
import { RunActions } from '../components/runs/RunActions.tsx'
import { tookText } from '../components/runs/RunTable.tsx'
import { RunMark } from '../components/StateMark.tsx'
import { Timeline } from '../components/runs/Timeline.tsx'
import { numberText } from '../count-text.ts'
import { paths } from '../paths.ts'
import { resultQuery, runQuery } from '../queries/runs.ts'
import { inputOf } from '../runs/timeline.ts'
import { useRunEvents } from '../runs/use-run-events.ts'
import { useGateway } from '../session/gateway.tsx'
import { timeText } from '../time-text.ts'
import { JsonBlock } from '../ui/CodeBlock.tsx'
import { Columns } from '../ui/Columns.tsx'
import { Facts } from '../ui/Facts.tsx'
import { Tag } from '../ui/Mark.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

/** One run: how it stands, what it did, and what can be done with it. */
export function RunPage() {
  const { workflowId } = useParams({ from: '/runs/$workflowId' })
  const { run_id: runId } = useSearch({ from: '/runs/$workflowId' })
  const query = useQuery(runQuery(useGateway(), workflowId, runId))
  const run = query.data
  const { events, error } = useRunEvents(workflowId, run?.run_id)
  return (
    <>
      <PageHead
        title={workflowId}
        isName
        above={<Link {...paths.runs()}>Runs</Link>}
        beside={run ? <RunMark status={run.status} /> : null}
        lead={run ? <Lead run={run} /> : undefined}
        actions={run ? <RunActions run={run} events={events} /> : null}
      />
      <ListStates label="the run" query={query} count={run ? 1 : 0} empty={null}>
        {run ? (
          <div className="stack">
            {error ? <ProblemNotice error={error} /> : null}
            <RunDetails run={run} events={events} />
          </div>
        ) : null}
      </ListStates>
    </>
  )
}

function Lead({ run }: { run: RunDescription }) {
  const took = tookText(run)
  return (
    <>
      <Link {...paths.workflow(run.workflow_type)} className="code">
        {run.workflow_type}
      </Link>{' '}
      started <Ago at={run.started_at} />
      {took ? `, took ${took}` : ''}
    </>
  )
}

function RunDetails({ run, events }: { run: RunDescription; events: readonly HistoryEvent[] }) {
  const [first] = events
  const input = first ? inputOf(first.attributes) : undefined
  const { view = 'timeline' } = useSearch({ from: '/runs/$workflowId' })
  const navigate = useNavigate({ from: '/runs/$workflowId' })
  return (
    <Columns beside={<Beside run={run} />}>
      <Outcome run={run} />
      <Panel
        title="History"
        aside={<span className="muted small">{numberText(events.length)} events</span>}
      >
        <Tabs
          value={view}
          onChange={(next) =>
            void navigate({
              search: (old) => ({ ...old, view: next === 'events' ? 'events' : undefined }),
              replace: true,
            })
          }
        >
          <Tabs.List mb="sm">
            <Tabs.Tab value="timeline">Timeline</Tabs.Tab>
            <Tabs.Tab value="events">Events</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="timeline">
            <Timeline events={events} isOpen={run.status === 'running'} />
          </Tabs.Panel>
          <Tabs.Panel value="events">
            <EventList events={events} />
          </Tabs.Panel>
        </Tabs>
      </Panel>
      {first ? (
        <Panel title="Input">
          {input === undefined ? (
            <p className="muted small">It was started without one.</p>
          ) : (
            <JsonBlock value={input} what="the input" maxHeight={240} />
          )}
        </Panel>
      ) : null}
    </Columns>
  )
}

function Outcome({ run }: { run: RunDescription }) {
  const query = useQuery(resultQuery(useGateway(), run.workflow_id, run.run_id))
  if (run.status === 'running') return <Pending run={run} />
  const { data, error } = query
  return (
    <Panel title={run.status === 'completed' ? 'Result' : 'How it ended'}>
      {error ? <ProblemNotice error={error} /> : null}
      {data?.failure ? <FailureChain failure={data.failure} /> : null}
      {data && !data.failure ? <JsonBlock value={data.result} what="the result" /> : null}
    </Panel>
  )
}

function Pending({ run: { pending_activities: activities } }: { run: RunDescription }) {
  if (activities.length === 0) return null
  return (
    <Panel title="Under way">
      <div className="stack">
        {activities.map((activity) => (
          <div key={activity.activity_id} className="stack" style={{ gap: 6 }}>
            <div className="row">
              <code>{activity.activity_type}</code>
              <span className="muted small">
                {activity.state.replaceAll('_', ' ')}, attempt {activity.attempt}
              </span>
            </div>
            {activity.last_failure ? <FailureChain failure={activity.last_failure} /> : null}
          </div>
        ))}
      </div>
    </Panel>
  )
}

function Beside({ run }: { run: RunDescription }) {
  const { parent } = run
  return (
    <>
      <Panel title="About">
        <Facts
          facts={[
            ['Run id', <code key="run">{run.run_id}</code>],
            ['Task queue', <Tag key="queue">{run.task_queue}</Tag>],
            ['Started', run.started_at ? timeText(new Date(run.started_at)) : ''],
            ['Closed', run.closed_at ? timeText(new Date(run.closed_at)) : ''],
            [
              'Parent',
              parent ? (
                <Link
                  key="parent"
                  {...paths.run(parent.workflow_id, parent.run_id)}
                  className="code"
                >
                  {parent.workflow_id}
                </Link>
              ) : undefined,
            ],
            [
              'History',
              `${numberText(run.history_length)} events, ${numberText(run.history_bytes)} bytes`,
            ],
          ]}
        />
      </Panel>
      <ValuePanel title="Search attributes" value={run.search_attributes} />
      <ValuePanel title="Route" value={run.route} />
      <ValuePanel title="Memo" value={run.memo} />
    </>
  )
}

function ValuePanel({ title, value }: { title: string; value: unknown }) {
  if (value === null || value === undefined || Object.keys(value).length === 0) return null
  return (
    <Panel title={title}>
      <JsonBlock value={value} what={`the ${title.toLowerCase()} as JSON`} maxHeight={200} />
    </Panel>
  )
}
