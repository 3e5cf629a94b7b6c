import type { ReactNode } from 'react'
import type { Tone } from './Mark.tsx'
import styles from './Stages.module.css'

interface StagesProps {
  /** What the stages are of, for those who do not see them. */
  readonly label: string
  readonly children: ReactNode
}

/** A rail with a stop for each stage: what is done goes down it. */
export function Stages({ label, children }: StagesProps) {
  return (
    // Some browsers stop announcing a list as one when its markers are hidden; the role says it again.
    <ol className={styles['stages']} aria-label={label} role="list">
      {children}
    </ol>
  )
}

interface StageProps {
  readonly name: string
  /** How it went; absent where the stage is only planned. */
  readonly tone?: Tone
  /** At its end: when it was. */
  readonly aside?: ReactNode
  readonly children: ReactNode
}

export function Stage({ name, tone = 'accent', aside, children }: StageProps) {
  return (
    <li className={`${styles['stage']} ${styles[tone]}`}>
      <div className={styles['name']}>{name.replaceAll('_', ' ')}</div>
      <div className={styles['what']}>{children}</div>
      {aside ? <div className={styles['aside']}>{aside}</div> : null}
    </li>
  )
}
