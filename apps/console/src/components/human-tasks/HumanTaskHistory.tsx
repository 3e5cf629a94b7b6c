import type { HumanTask } from '@temporal-registry/contract/human-tasks'
import { timeText } from '../../time-text.ts'
import { Panel } from '../../ui/Panel.tsx'
import styles from './HumanTaskHistory.module.css'

/** What was done about a task, by whom and when; the newest last. */
export function HumanTaskHistory({ history }: Pick<HumanTask, 'history'>) {
  return (
    <Panel title="History" flush>
      <ol className={styles['history']}>
        {history.map(({ at, actor, step, details }, index) => (
          // Steps are only ever added at the end.
          <li key={index}>
            <time dateTime={at} className="muted">
              {timeText(new Date(at))}
            </time>
            <span className="wrap">
              {step}
              <span className="muted">{` by ${actor ?? (step === 'opened' ? 'its run' : 'the clock')}`}</span>
              <Details details={details} />
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

function Details({ details }: { details: HumanTask['history'][number]['details'] }) {
  const { to, comment } = details
  const people = Array.isArray(to) ? to.join(', ') : to
  return (
    <>
      {typeof people === 'string' ? ` to ${people}` : ''}
      {typeof comment === 'string' ? <span className={styles['comment']}>«{comment}»</span> : null}
    </>
  )
}
