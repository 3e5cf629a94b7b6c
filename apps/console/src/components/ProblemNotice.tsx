import { gatewayUrl } from '../base.ts'
import type { ProblemError } from '@temporal-registry/contract/problem'
import { Button } from '@mantine/core'
import { problemText } from '../problem-text.ts'
import styles from './ProblemNotice.module.css'

interface ProblemNoticeProps {
  readonly error: unknown
  /** The faults to list here; those that stand at their fields are left out. Default: all. */
  readonly errors?: readonly ProblemError[]
  readonly onAgain?: () => void
}

/** A failure: what, why, and what to do. Shown once, where it belongs. */
export function ProblemNotice({ error, errors, onAgain }: ProblemNoticeProps) {
  const { title, detail, remedy, code, requestId, errors: all } = problemText(error)
  const listed = errors ?? all
  // The detail of a refusal with faults is the first of them.
  const isSaidBelow = all.some(({ pointer, detail: fault }) =>
    [fault, `${pointer} ${fault}`].includes(detail),
  )
  return (
    <div role="alert" className={styles['notice']}>
      <p className={styles['title']}>{title}</p>
      {isSaidBelow ? null : <p>{detail}</p>}
      {listed.length > 0 ? (
        <ul className={styles['faults']}>
          {listed.map(({ pointer, detail: fault }) => (
            <li key={`${pointer} ${fault}`}>
              {pointer ? <code>{pointer}</code> : null} {fault}
            </li>
          ))}
        </ul>
      ) : null}
      {remedy ? <p className={styles['remedy']}>{remedy}</p> : null}
      <div className="row small">
        {onAgain ? <Button onClick={onAgain}>Try again</Button> : null}
        {code ? (
          <a href={`${gatewayUrl}/problems/${code}`} target="_blank" rel="noreferrer">
            {code}
          </a>
        ) : null}
        {requestId ? <span className="muted">request {requestId}</span> : null}
      </div>
    </div>
  )
}
