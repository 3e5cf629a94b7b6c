import { Link } from '@tanstack/react-router'
import type { HumanTaskSummary } from '@temporal-registry/contract/human-tasks'
import { useRef } from 'react'
import { paths } from '../../paths.ts'
import type { HumanTaskFilter } from '../../queries/human-tasks.ts'
import { EndOfList } from '../../ui/EndOfList.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { useListKeys } from '../../ui/use-list-keys.ts'
import { Ago } from '../Ago.tsx'
import { DueTime } from './DueTime.tsx'
import styles from './HumanTaskList.module.css'
import { HumanTaskMark } from '../StateMark.tsx'

interface HumanTaskListProps {
  readonly tasks: readonly HumanTaskSummary[]
  /** Part of every link, so that the list keeps its filters when a task is opened. */
  readonly filter: HumanTaskFilter
  readonly onEnd: (() => void) | undefined
}

/** Human tasks as a list that can be moved through with the keyboard. */
export function HumanTaskList({ tasks, filter, onEnd }: HumanTaskListProps) {
  const list = useRef<HTMLOListElement>(null)
  useListKeys(list)
  return (
    <>
      <ol ref={list} className={styles['tasks']} aria-label="Human tasks">
        {tasks.map((task) => (
          <li key={task.id}>
            <Link
              {...paths.humanTask(task.id, filter)}
              className={styles['task']}
              activeProps={{ className: styles['active'], 'aria-current': 'true' }}
              resetScroll={false}
            >
              <span className={styles['title']}>{task.title}</span>
              <span className={styles['line']}>
                <HumanTaskMark task={task} />
                {task.escalated_at && !task.closed_at ? (
                  <Mark tone="caution">escalated</Mark>
                ) : null}
                {task.quorum > 1 ? (
                  <span>
                    {task.agreed} of {task.quorum}
                  </span>
                ) : null}
                <span className={styles['time']}>
                  {task.closed_at ? (
                    <Ago at={task.closed_at} />
                  ) : task.due_at ? (
                    <DueTime at={task.due_at} />
                  ) : (
                    <Ago at={task.created_at} />
                  )}
                </span>
              </span>
              <span className={styles['whom']}>{whomText(task)}</span>
            </Link>
          </li>
        ))}
      </ol>
      {onEnd ? <EndOfList onSeen={onEnd} count={tasks.length} /> : null}
    </>
  )
}

/** Who has it, or whom it is for. */
function whomText({ claimed_by: claimedBy, assignees, groups }: HumanTaskSummary): string {
  if (claimedBy !== null) return `with ${claimedBy}`
  const named = [...assignees, ...groups]
  return named.length === 0 ? 'for everybody' : `for ${named.join(', ')}`
}
