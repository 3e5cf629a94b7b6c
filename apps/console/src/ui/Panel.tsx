import type { ReactNode } from 'react'
import styles from './Panel.module.css'

interface PanelProps {
  readonly title?: string
  /** Beside the title: a count, a switch. */
  readonly aside?: ReactNode
  /** Without padding, for tables. */
  readonly flush?: boolean
  readonly children: ReactNode
}

/** A titled part of a page. */
export function Panel({ title, aside, flush = false, children }: PanelProps) {
  return (
    <section className={styles['panel']} aria-label={title}>
      {title === undefined ? null : (
        <header className={styles['head']}>
          <h2>{title}</h2>
          {aside}
        </header>
      )}
      <div className={flush ? styles['flush'] : styles['body']}>{children}</div>
    </section>
  )
}
