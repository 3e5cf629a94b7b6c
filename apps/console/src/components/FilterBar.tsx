import type { ReactNode } from 'react'
import styles from './FilterBar.module.css'

interface FilterBarProps {
  readonly children: ReactNode
  readonly count: string
  /** What is listed, where a page has several lists. */
  readonly label?: string
}

/** What a list is narrowed by, and how much is left. */
export function FilterBar({ children, count, label }: FilterBarProps) {
  return (
    <div className={styles['bar']} role="search" aria-label={label}>
      {children}
      <output className={styles['count']} aria-live="polite">
        {count}
      </output>
    </div>
  )
}
