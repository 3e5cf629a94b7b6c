import type { ReactNode } from 'react'
import styles from './Columns.module.css'

/** Two columns: the main content, and facts beside it. */
export function Columns({ children, beside }: { children: ReactNode; beside: ReactNode }) {
  return (
    <div className={styles['columns']}>
      <div className={styles['column']}>{children}</div>
      <div className={styles['column']}>{beside}</div>
    </div>
  )
}
