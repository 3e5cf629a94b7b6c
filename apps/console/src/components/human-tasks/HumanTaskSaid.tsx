import type { HumanTask } from '@temporal-registry/contract/human-tasks'
import { JsonBlock } from '../../ui/CodeBlock.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Ago } from '../Ago.tsx'
import styles from './HumanTaskSaid.module.css'

const words = {
  approve: { tone: 'good', word: 'approved' },
  answer: { tone: 'good', word: 'answered' },
  reject: { tone: 'bad', word: 'rejected' },
} as const

/** Who has decided what so far, and how many are still needed. */
export function HumanTaskSaid({ task }: { task: HumanTask }) {
  const { decisions, quorum, agreed } = task
  if (decisions.length === 0 && quorum === 1) return null
  const text = `${agreed} of ${quorum}`
  return (
    <Panel
      title="Said so far"
      aside={
        <span className="row small">
          <progress className={styles['progress']} value={agreed} max={quorum} aria-label={text} />
          {text}
        </span>
      }
      flush
    >
      {decisions.length === 0 ? (
        <p className={`muted small ${styles['nobody']}`}>Nobody has decided yet.</p>
      ) : (
        <ul className={styles['said']}>
          {decisions.map(({ actor, decision, answer, comment, at }) => (
            <li key={actor}>
              <div className="row">
                <strong>{actor}</strong>
                <Mark tone={words[decision].tone}>{words[decision].word}</Mark>
                <span className="muted">
                  <Ago at={at} />
                </span>
              </div>
              {comment === null ? null : <p className="wrap">«{comment}»</p>}
              {answer === null ? null : (
                <JsonBlock value={answer} what={`the answer of ${actor}`} maxHeight={180} />
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
