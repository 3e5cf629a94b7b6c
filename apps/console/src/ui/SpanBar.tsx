import type { Tone } from './Mark.tsx'
import styles from './SpanBar.module.css'

interface SpanBarProps {
  /** Where it begins and ends on the scale, in percent. */
  readonly from: number
  readonly to: number
  readonly tone: Tone
  /** For where it stands in a grid. */
  readonly className?: string | undefined
}

/** A bar on a scale of time; words beside it say the same to screen readers. */
export function SpanBar({ from, to, tone, className = '' }: SpanBarProps) {
  // What took no time, or ended the scale, can still be seen.
  const left = Math.min(from, 99)
  return (
    <span className={`${styles['track']} ${className}`} aria-hidden="true">
      <span
        className={`${styles['bar']} ${styles[tone]}`}
        style={{ left: `${left}%`, width: `${Math.max(to - left, 0.5)}%` }}
      />
    </span>
  )
}
