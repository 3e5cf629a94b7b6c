import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { HumanTask } from '@temporal-registry/contract/human-tasks'
import { HumanTaskAbout } from '../components/human-tasks/HumanTaskAbout.tsx'
import { HumanTaskActions } from '../components/human-tasks/HumanTaskActions.tsx'
import { HumanTaskDecision } from '../components/human-tasks/HumanTaskDecision.tsx'
import { HumanTaskHistory } from '../components/human-tasks/HumanTaskHistory.tsx'
import { HumanTaskSaid } from '../components/human-tasks/HumanTaskSaid.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { humanTaskQuery } from '../queries/human-tasks.ts'
import { useGateway } from '../session/gateway.tsx'
import { timeText } from '../time-text.ts'
import { Panel } from '../ui/Panel.tsx'

/** One human task: what is asked, what was said, and the form to decide it with. */
export function HumanTaskPage() {
  const { humanTaskId } = useParams({ from: '/human-tasks/$humanTaskId' })
  const query = useQuery(humanTaskQuery(useGateway(), humanTaskId))
  const task = query.data
  return (
    <div className="stack" style={{ gap: 'var(--space-4)' }}>
      {task ? null : (
        <Panel flush>
          <ListStates label="the human task" query={query} count={0} empty={null}>
            {null}
          </ListStates>
        </Panel>
      )}
      {task ? <Shown key={task.id} task={task} /> : null}
    </div>
  )
}

function Shown({ task }: { task: HumanTask }) {
  const isClosed = task.closed_at !== null
  return (
    <>
      <Panel>
        <div className="stack">
          <HumanTaskAbout task={task} />
          {isClosed ? null : <HumanTaskActions task={task} />}
        </div>
      </Panel>
      {isClosed ? <Outcome task={task} /> : <HumanTaskDecision task={task} />}
      <HumanTaskSaid task={task} />
      <HumanTaskHistory history={task.history} />
    </>
  )
}

function Outcome({ task }: { task: HumanTask }) {
  const people = task.decisions.map(({ actor }) => actor).join(', ')
  return (
    <Panel title="What came of it">
      <p role="status">
        {outcomeText(task)}
        {people === '' ? '' : ` by ${people}`}
        {task.closed_at ? `, ${timeText(new Date(task.closed_at))}` : ''}.
      </p>
    </Panel>
  )
}

function outcomeText({ status, outcome }: HumanTask): string {
  if (status === 'decided') return `It was ${outcome ?? 'decided'}`
  return status === 'expired' ? 'Nobody decided in time: it expired' : 'Its run ended before'
}
