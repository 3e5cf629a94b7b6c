import type { RunFailure } from '@temporal-registry/contract/runs'
import { CodeBlock, JsonBlock } from '../../ui/CodeBlock.tsx'
import { Tag } from '../../ui/Mark.tsx'
import styles from './FailureChain.module.css'

/** A failure and what is behind it, the outermost first. */
export function FailureChain({ failure }: { failure: RunFailure }) {
  const chain: RunFailure[] = []
  for (let at: RunFailure | undefined = failure; at; at = at.cause) chain.push(at)
  return (
    <ol className={styles['chain']} aria-label="Failure and its causes">
      {chain.map((one, at) => (
        <li key={`${at} ${one.message}`}>
          <div className="row">
            <span className={styles['message']}>{one.message}</span>
            <Tag>{one.type ? `${one.kind} ${one.type}` : one.kind}</Tag>
            {one.non_retryable ? <Tag title="It was not tried again">not retryable</Tag> : null}
          </div>
          {one.activity ? (
            <p className="muted small">
              Temporal activity <code>{one.activity.type}</code>, {one.activity.retry_state}
            </p>
          ) : null}
          {one.child_workflow ? (
            <p className="muted small">
              child workflow <code>{one.child_workflow.type}</code>{' '}
              <code>{one.child_workflow.workflow_id}</code>
            </p>
          ) : null}
          {one.details?.length ? (
            <JsonBlock value={one.details} what="details of the failure" />
          ) : null}
          {one.stack_trace ? (
            <details className="small">
              <summary>Stack trace</summary>
              <CodeBlock text={one.stack_trace} what="the stack trace" maxHeight={220} />
            </details>
          ) : null}
        </li>
      ))}
    </ol>
  )
}
