import { Link } from '@tanstack/react-router'
import type { HumanTask } from '@temporal-registry/contract/human-tasks'
import { paths } from '../../paths.ts'
import { timeText } from '../../time-text.ts'
import { Facts } from '../../ui/Facts.tsx'
import { Mark, Tag } from '../../ui/Mark.tsx'
import { Ago } from '../Ago.tsx'
import { DueTime } from './DueTime.tsx'
import styles from './HumanTaskAbout.module.css'
import { HumanTaskMark } from '../StateMark.tsx'

/** What is asked, of whom, and until when. */
export function HumanTaskAbout({ task }: { task: HumanTask }) {
  const isClosed = task.closed_at !== null
  return (
    <>
      <div className={styles['head']}>
        <h2 className={styles['title']}>{task.title}</h2>
        <div className="row">
          <HumanTaskMark task={task} />
          {task.escalated_at ? <Mark tone="caution">escalated</Mark> : null}
          {task.due_at && !isClosed ? (
            <span className="small">
              <DueTime at={task.due_at} />
            </span>
          ) : null}
        </div>
      </div>
      {task.description ? <p className={styles['words']}>{task.description}</p> : null}
      <div className={styles['facts']}>
        <About task={task} />
      </div>
    </>
  )
}

function About({ task }: { task: HumanTask }) {
  return (
    <Facts
      facts={[
        ['For', <Names key="for" names={[...task.assignees, ...task.groups]} />],
        ['Claimed by', task.claimed_by],
        ['Requested by', task.requester],
        ['Asked', <Ago key="asked" at={task.created_at} />],
        ['Due', task.due_at ? `${timeText(new Date(task.due_at))}, then ${dueText(task)}` : ''],
        [
          'Activity run',
          <Link key="run" {...paths.activityRun(task.run_id)} className="code">
            {task.run_id}
          </Link>,
        ],
      ]}
    />
  )
}

function Names({ names }: { names: readonly string[] }) {
  if (names.length === 0) return 'everybody who may start runs'
  return (
    <span className="row" style={{ gap: 4 }}>
      {names.map((name) => (
        <Tag key={name}>{name}</Tag>
      ))}
    </span>
  )
}

/** What happens when nobody has decided in time. */
function dueText({ on_due: onDue, escalate_to: to, escalated_at: escalatedAt }: HumanTask): string {
  if (onDue === 'approve') return 'it is approved'
  if (onDue === 'reject') return 'it is rejected'
  if (onDue === 'fail') return 'it expires, and its task fails'
  if (escalatedAt !== null) return `it went to ${to.join(', ')}`
  return to.length === 0 ? 'it stays open' : `it goes to ${to.join(', ')}`
}
