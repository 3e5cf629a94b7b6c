import { Link } from '@tanstack/react-router'
import type { Task } from '@temporal-registry/contract/activity-runs'
import { paths } from '../../paths.ts'
import { spanText } from '../../time-text.ts'
import { JsonBlock } from '../../ui/CodeBlock.tsx'
import { Tag } from '../../ui/Mark.tsx'
import { SpanBar } from '../../ui/SpanBar.tsx'
import { TaskMark, taskTones } from './ActivityMarks.tsx'
import { useNow } from '../use-now.ts'
import { FailureChain } from '../runs/FailureChain.tsx'
import styles from './TaskList.module.css'

interface TaskListProps {
  readonly tasks: readonly Task[]
  readonly isOpen: boolean
}

/** Tasks of a run, each as a bar on one scale of time; opened, with what it was given and what came of it. */
export function TaskList({ tasks, isOpen }: TaskListProps) {
  const now = useNow(1_000)
  const beginMs = Math.min(...tasks.map(({ created_at: at }) => Date.parse(at)))
  const lastMs = Math.max(
    ...tasks.map(({ finished_at: at, created_at }) => Date.parse(at ?? created_at)),
  )
  const endMs = Math.max(isOpen ? now.getTime() : lastMs, beginMs + 1)
  const place = (ms: number) =>
    (Math.max(0, Math.min(ms, endMs) - beginMs) / (endMs - beginMs)) * 100

  return (
    <div className={styles['tasks']}>
      {tasks.map((task) => {
        const fromMs = Date.parse(task.started_at ?? task.created_at)
        const toMs = task.finished_at ? Date.parse(task.finished_at) : endMs
        return (
          <details key={task.id} className={styles['task']} open={task.status === 'failed'}>
            <summary>
              <span className={styles['name']}>
                <code title={task.id}>{task.template}</code>{' '}
                <span className="muted">#{task.index}</span>
              </span>
              <Tag>{task.kind}</Tag>
              <TaskMark status={task.status} />
              <SpanBar
                from={place(fromMs)}
                to={place(toMs)}
                tone={taskTones[task.status]}
                className={styles['track']}
              />
              <span className={styles['took']}>
                {task.started_at ? spanText(toMs - fromMs) : ''}
              </span>
            </summary>
            <TaskDetails task={task} />
          </details>
        )
      })}
    </div>
  )
}

function TaskDetails({ task }: { task: Task }) {
  const { failure, params, result, workflow_run_id: runId } = task
  // The workflow that a task starts has the task's id as its workflow id.
  const workflowId = task.workflow_id ?? (task.kind === 'workflow' ? task.id : null)
  return (
    <div className={styles['parts']}>
      {failure ? <FailureChain failure={failure} /> : null}
      {workflowId ? (
        <p>
          Its workflow:{' '}
          <Link {...paths.run(workflowId, runId ?? undefined)} className="code">
            {workflowId}
          </Link>
        </p>
      ) : null}
      <div className={styles['pair']}>
        <div>
          <h3>Given</h3>
          <JsonBlock value={params} what={`what ${task.template} was given`} maxHeight={240} />
        </div>
        {result === null || result === undefined ? null : (
          <div>
            <h3>Came of it</h3>
            <JsonBlock value={result} what={`what came of ${task.template}`} maxHeight={240} />
          </div>
        )}
      </div>
    </div>
  )
}
