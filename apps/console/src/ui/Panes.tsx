import type { ReactNode } from 'react'
import styles from './Panes.module.css'

interface PanesProps {
  readonly list: ReactNode
  /** What is open of the list, or what stands there while nothing is. */
  readonly children: ReactNode
  readonly isOneOpen: boolean
  /** The way back to the list, where there is room for one of the two only. */
  readonly back: ReactNode
}

/** A list that stays in sight, and what is open of it beside; on a phone one of the two. */
export function Panes({ list, children, isOneOpen, back }: PanesProps) {
  return (
    <div className={styles['panes']} data-open={isOneOpen || undefined}>
      <div className={styles['list']}>{list}</div>
      <div className={styles['one']}>
        <div className={styles['back']}>{back}</div>
        {children}
      </div>
    </div>
  )
}
