import { agoText, timeText } from '../../time-text.ts'
import { useNow } from '../use-now.ts'

/** When something is due, and that it is past; its exact time in the reader's zone on pointing. */
export function DueTime({ at }: { at: string }) {
  useNow()
  const now = new Date()
  const date = new Date(at)
  const isPast = date.getTime() < now.getTime()
  return (
    <time
      dateTime={at}
      title={timeText(date)}
      style={isPast ? { color: 'var(--bad)', fontWeight: 550 } : {}}
    >
      {isPast ? `overdue, ${agoText(date, now)}` : `due ${agoText(date, now)}`}
    </time>
  )
}
