import { Link } from '@tanstack/react-router'
import type { ConsideredDefinition } from '@temporal-registry/contract/events'
import { paths } from '../../paths.ts'
import { Mark, type Tone } from '../../ui/Mark.tsx'
import { Conditions } from './Conditions.tsx'
import styles from './ExplainedList.module.css'

export const verdictTones: Readonly<Record<ConsideredDefinition['verdict'], Tone>> = {
  passed: 'good',
  filtered: 'quiet',
  failed: 'bad',
}

/** Definitions that would look at an event, and what their filters say of it. */
export function ConsideredList({ definitions }: { definitions: readonly ConsideredDefinition[] }) {
  return (
    <ul className={styles['list']} aria-label="Definitions that look at it">
      {definitions.map(({ id, name, version, verdict, reason, conditions = [] }) => (
        <li key={id}>
          <div className={styles['line']}>
            <Mark tone={verdictTones[verdict]}>{verdict}</Mark>
            <Link {...paths.activity(name)} className="code">
              {name}
            </Link>
            <span className="muted">v{version}</span>
          </div>
          {reason ? <p className="wrap">{reason}</p> : null}
          <Conditions conditions={conditions} />
        </li>
      ))}
    </ul>
  )
}
