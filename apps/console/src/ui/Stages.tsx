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
    // Without its marks a list is none to every browser that does not hear it again.
    <ol className={styles['stages']} aria-label={label} role="list">
      {children}
    </ol>
  )
}

interface StageProps {
  readonly name: string
  /** How it went; without, the stage is a plan. */
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
