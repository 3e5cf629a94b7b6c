import type { ReactNode } from 'react'
import styles from './FilterBar.module.css'

interface FilterBarProps {
  readonly children: ReactNode
  readonly count: string
  /** Names the filters for screen readers, where a page has several lists. */
  readonly label?: string
}

/** The filters of a list, and how many rows match. */
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
