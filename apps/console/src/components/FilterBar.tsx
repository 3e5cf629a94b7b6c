import type { ReactNode } from 'react'
import styles from './FilterBar.module.css'

/** What a list is narrowed by, and how much is left. */
export function FilterBar({ children, count }: { children: ReactNode; count: string }) {
  return (
    <div className={styles['bar']} role="search">
      {children}
      <output className={styles['count']} aria-live="polite">
        {count}
      </output>
    </div>
  )
}
