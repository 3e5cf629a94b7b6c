import type { ReactNode } from 'react'
import styles from './LinkTabs.module.css'

/** Links between pages of one subject; the one that is open has `aria-current="page"`. */
export function LinkTabs({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav aria-label={label} className={styles['tabs']}>
      {children}
    </nav>
  )
}
