import type { ReactNode } from 'react'
import styles from './Empty.module.css'

interface EmptyProps {
  readonly title: string
  /** What would put something here. */
  readonly children?: ReactNode
}

/** Nothing is here, and what to do about it. */
export function Empty({ title, children }: EmptyProps) {
  return (
    <div className={styles['empty']}>
      <p className={styles['title']}>{title}</p>
      {children}
    </div>
  )
}
