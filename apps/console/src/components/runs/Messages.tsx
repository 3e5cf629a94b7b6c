import type { WorkflowInfo } from '@temporal-registry/contract/registry'
import { Panel } from '../../ui/Panel.tsx'
import { SchemaDoc } from '../SchemaDoc.tsx'
import styles from './Messages.module.css'

const kinds = [
  ['signals', 'signal', 'sent to a run, which takes it when it can'],
  ['queries', 'query', 'asks a run, and changes nothing'],
  ['updates', 'update', 'sent to a run, which answers it'],
] as const

/** What the runs of a type can be told and asked. */
export function Messages({ type }: { type: Pick<WorkflowInfo, (typeof kinds)[number][0]> }) {
  const messages = kinds.flatMap(([member, kind, meaning]) =>
    type[member].map((message) => ({ kind, meaning, ...message })),
  )
  if (messages.length === 0) return null
  return (
    <Panel title="Messages" flush>
      {messages.map(({ kind, meaning, name, description, schema, result_schema: result }) => (
        <details key={`${kind} ${name}`} className={styles['message']}>
          <summary>
            <span className={styles['kind']} title={meaning}>
              {kind}
            </span>
            <code className={styles['name']}>{name}</code>
            <span className="muted">{description}</span>
          </summary>
          <div className={styles['schemas']}>
            {schema ? <SchemaDoc schema={schema} what={`the ${kind} ${name}`} /> : null}
            {result ? (
              <>
                <h3>Answers with</h3>
                <SchemaDoc schema={result} what={`the answer to ${name}`} />
              </>
            ) : null}
            {schema || result ? null : (
              <p className="muted small">Nothing is said about what it carries.</p>
            )}
          </div>
        </details>
      ))}
    </Panel>
  )
}
