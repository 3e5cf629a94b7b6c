import type { ConsideredDefinition } from '@temporal-registry/contract/events'
import styles from './Conditions.module.css'

/** What an expression compared: each of its conditions, what it gave, and what it read to get there. */
export function Conditions({
  conditions,
}: {
  conditions: NonNullable<ConsideredDefinition['conditions']>
}) {
  if (conditions.length === 0) return null
  return (
    <ul className={styles['conditions']} aria-label="What was compared">
      {conditions.map(({ expression, value, failure, values }) => (
        <li key={expression}>
          <code className={styles['expression']}>{expression}</code>
          <span className={value === true ? styles['holds'] : styles['fails']}>
            {failure ?? (value === true ? 'holds' : `gave ${JSON.stringify(value)}`)}
          </span>
          {Object.entries(values).map(([path, read]) => (
            <span key={path} className={styles['read']}>
              <code>{path}</code> was <code>{JSON.stringify(read)}</code>
            </span>
          ))}
        </li>
      ))}
    </ul>
  )
}
