import type { Delivery, DeliveryAttempt } from '@temporal-registry/contract/deliveries'
import { gatewayUrl } from '../../base.ts'
import { countText } from '../../count-text.ts'
import { spanText, timeText } from '../../time-text.ts'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Panel } from '../../ui/Panel.tsx'
import styles from './AttemptLog.module.css'
import { AttemptMark } from '../monitors/MonitorMarks.tsx'

/** Every attempt of a delivery, the last one first. */
export function AttemptLog({ delivery: { attempt_log: attempts } }: { delivery: Delivery }) {
  return (
    <Panel
      title="Attempts"
      flush
      aside={<span className="muted small">{countText(attempts.length, 'attempt')}</span>}
    >
      {attempts.length === 0 ? (
        <Empty title="It has not been attempted yet" />
      ) : (
        <ol className={styles['attempts']} aria-label="Attempts">
          {attempts.toReversed().map((attempt) => (
            <Attempt key={`${attempt.round} ${attempt.number}`} attempt={attempt} />
          ))}
        </ol>
      )}
    </Panel>
  )
}

function Attempt({ attempt }: { attempt: DeliveryAttempt }) {
  const { number, round, at, outcome, status, took_ms: took, failure } = attempt
  return (
    <li>
      <div className={styles['line']}>
        <span className="muted">
          {round > 1 ? `round ${round}, ` : ''}attempt {number}
        </span>
        <AttemptMark outcome={outcome} />
        <span>{status === null ? '' : `answered ${status}`}</span>
        <span className="muted">{took === null ? '' : spanText(took)}</span>
        <time className="muted" dateTime={at}>
          {timeText(new Date(at))}
        </time>
      </div>
      {failure ? (
        <p className="small">
          {failure.detail}{' '}
          <a href={`${gatewayUrl}/problems/${failure.code}`} target="_blank" rel="noreferrer">
            {failure.code}
          </a>
        </p>
      ) : null}
      {attempt.response_excerpt ? (
        <CodeBlock text={attempt.response_excerpt} what={`the answer to attempt ${number}`} />
      ) : null}
    </li>
  )
}
