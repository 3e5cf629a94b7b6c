import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { ActivityRun } from '@temporal-registry/contract/activity-runs'
import { useState } from 'react'
import { ActivityRunMark } from '../components/activities/ActivityMarks.tsx'
import { activityTookText } from '../components/activities/ActivityRunTable.tsx'
import { Ago } from '../components/Ago.tsx'
import { ConfirmDialog } from '../components/ConfirmDialog.tsx'
import { FailureChain } from '../components/runs/FailureChain.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { RunStages } from '../components/activities/RunStages.tsx'
import { ScopedButton } from '../components/ScopedButton.tsx'
import { TaskList } from '../components/activities/TaskList.tsx'
import { countText } from '../count-text.ts'
import { paths } from '../paths.ts'
import { activityRunQuery, versionQuery } from '../queries/activities.ts'
import { activitiesKey } from '../queries/keys.ts'
import { useChange } from '../queries/use-change.ts'
import { useGateway } from '../session/gateway.tsx'
import { timeText } from '../time-text.ts'
import { JsonBlock } from '../ui/CodeBlock.tsx'
import { Columns } from '../ui/Columns.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Facts } from '../ui/Facts.tsx'
import { Icon } from '../ui/icons.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

/** One activity run: what set it off, what it looked at, what it made, and how it ended. */
export function ActivityRunPage() {
  const { runId } = useParams({ from: '/activities/runs/$runId' })
  const query = useQuery(activityRunQuery(useGateway(), runId))
  const run = query.data
  return (
    <>
      <PageHead
        title={run?.definition.name ?? 'Activity run'}
        isName={run !== undefined}
        above={<Link {...paths.activityRuns()}>Activity runs</Link>}
        beside={run ? <ActivityRunMark status={run.status} /> : null}
        lead={run ? <Lead run={run} /> : undefined}
        actions={run ? <Actions run={run} /> : null}
      />
      <ListStates label="the run" query={query} count={run ? 1 : 0} empty={null}>
        {run ? <Details run={run} /> : null}
      </ListStates>
    </>
  )
}

const beginnings: Readonly<Record<ActivityRun['trigger_kind'], string>> = {
  event: 'Set off by an event',
  schedule: 'Fired by its schedule',
  manual: 'Called by hand',
  backfill: 'Made up for a time that was past',
}

function Lead({ run }: { run: ActivityRun }) {
  const took = activityTookText(run)
  return (
    <>
      {beginnings[run.trigger_kind]} <Ago at={run.fired_at} />
      {took ? `, took ${took}` : ''}
      {run.reason && run.finished_at && run.status !== 'failed' ? `. ${run.reason}` : ''}
    </>
  )
}

function Actions({ run }: { run: ActivityRun }) {
  const [isCancelling, setIsCancelling] = useState(false)
  return (
    <>
      <ScopedButton
        scope="start"
        whyNot={run.finished_at === null ? undefined : 'The run has ended'}
        onClick={() => setIsCancelling(true)}
      >
        Cancel…
      </ScopedButton>
      {run.temporal_ui_url ? (
        <Button
          component="a"
          href={run.temporal_ui_url}
          target="_blank"
          rel="noreferrer"
          variant="subtle"
          rightSection={<Icon name="away" size={14} />}
        >
          Temporal UI
        </Button>
      ) : null}
      {isCancelling ? <CancelDialog run={run} onClose={() => setIsCancelling(false)} /> : null}
    </>
  )
}

function CancelDialog({ run, onClose }: { run: ActivityRun; onClose: () => void }) {
  const { client, namespace } = useGateway()
  const cancelling = useChange(() => client.activityRuns.cancel(run.id), {
    refreshes: activitiesKey(namespace),
    onDone: onClose,
  })
  return (
    <ConfirmDialog
      title="Cancel this run?"
      onClose={onClose}
      verb="Cancel the run"
      onConfirm={() => cancelling.mutate()}
      change={cancelling}
    >
      <p>
        Its open tasks are asked to end, with the workflows that they wait for. What was done stays
        done, and tasks that have not begun are not.
      </p>
    </ConfirmDialog>
  )
}

function Details({ run }: { run: ActivityRun }) {
  const { context, tasks, definition: of } = run
  const version = useQuery({
    ...versionQuery(useGateway(), of.id, run.version_used),
    enabled: run.subject === 'definition',
  })
  const definition = version.data?.definition
  return (
    <Columns beside={<Beside run={run} />}>
      {run.status === 'failed' ? (
        <Panel title="Why it failed">
          {run.failure ? (
            <FailureChain failure={run.failure} />
          ) : (
            <p className="small">{run.reason}</p>
          )}
        </Panel>
      ) : null}
      <Panel title="Stages">
        <RunStages run={run} definition={definition} />
      </Panel>
      <Panel
        title="Tasks"
        flush
        aside={
          <span className="muted small">
            {run.tasks_spawned > tasks.length
              ? `the first ${tasks.length} of ${countText(run.tasks_spawned, 'task')}`
              : countText(tasks.length, 'task')}
          </span>
        }
      >
        {tasks.length > 0 ? (
          <TaskList tasks={tasks} isOpen={run.finished_at === null} />
        ) : (
          <Empty title={run.finished_at ? 'It made no tasks' : 'It has made no tasks yet'} />
        )}
      </Panel>
      {context ? (
        <Panel
          title="What it looked at"
          aside={<span className="muted small">secrets are struck out</span>}
        >
          <JsonBlock value={context.snapshot} what="the context" maxHeight={360} />
        </Panel>
      ) : null}
    </Columns>
  )
}

function Beside({ run }: { run: ActivityRun }) {
  const { input, scheduled_for: scheduledFor, concurrency_key: place } = run
  const isOfDefinition = run.subject === 'definition'
  return (
    <>
      <Panel title="About">
        <Facts
          facts={[
            [
              isOfDefinition ? 'Definition' : 'Monitor',
              <span key="definition">
                {isOfDefinition ? (
                  <Link {...paths.activity(run.definition.id)} className="code">
                    {run.definition.name}
                  </Link>
                ) : (
                  <Link {...paths.monitor(run.definition.id)} className="code">
                    {run.definition.name}
                  </Link>
                )}{' '}
                <span className="muted">v{run.version_used}</span>
              </span>,
            ],
            ['Meant for', scheduledFor ? timeText(new Date(scheduledFor)) : undefined],
            ['Fired', timeText(new Date(run.fired_at))],
            ['Began', run.started_at ? timeText(new Date(run.started_at)) : undefined],
            ['Ended', run.finished_at ? timeText(new Date(run.finished_at)) : undefined],
            ['Called by', run.actor],
            ['Attempt', run.attempt > 1 ? String(run.attempt) : undefined],
            ['Occurrence', <code key="key">{run.occurrence_key}</code>],
            ['Place of', place ? <code key="place">{place}</code> : undefined],
            [
              'Workflow',
              run.workflow_run_id ? (
                <Link
                  key="workflow"
                  {...paths.run(run.workflow_id, run.workflow_run_id)}
                  className="code"
                >
                  {run.workflow_id}
                </Link>
              ) : (
                <code key="workflow">{run.workflow_id}</code>
              ),
            ],
          ]}
        />
      </Panel>
      {input === null || input === undefined ? null : (
        <Panel title="Input">
          <JsonBlock value={input} what="the input" maxHeight={240} />
        </Panel>
      )}
    </>
  )
}
