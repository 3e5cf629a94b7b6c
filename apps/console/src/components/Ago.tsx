import { agoText, timeText } from '../time-text.ts'
import { useNow } from './use-now.ts'

/** How long ago something was; its exact time on pointing. */
export function Ago({ at }: { at: Date | string | number | null | undefined }) {
  useNow()
  if (at === null || at === undefined) return <span className="muted">never</span>
  const date = new Date(at)
  return (
    <time dateTime={date.toISOString()} title={timeText(date)}>
      {/* What the clock says may be seconds old: it tells when to look again only. */}
      {agoText(date, new Date())}
    </time>
  )
}
