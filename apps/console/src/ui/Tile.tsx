import type { ReactNode } from 'react'
import type { Tone } from './Mark.tsx'
import styles from './Tile.module.css'

interface TileProps {
  readonly name: string
  /** Undefined while it is not known. */
  readonly value: string | undefined
  readonly tone?: Tone
  /** Beneath the number: what it is made of. */
  readonly children?: ReactNode
}

/** One number of a page; the caller wraps it in a link to what it counts. */
export function Tile({ name, value, tone = 'quiet', children }: TileProps) {
  return (
    <div className={styles['tile']}>
      <div className={styles['name']}>{name}</div>
      <div className={`${styles['value']} ${styles[tone] ?? ''}`}>{value ?? '–'}</div>
      <div className={styles['more']}>{children}</div>
    </div>
  )
}

/** Tiles beside each other, as many as there is room for. */
export function Tiles({ children }: { children: ReactNode }) {
  return <div className={styles['tiles']}>{children}</div>
}
