import { useEffect, useState } from 'react'
import { agoText, timeText } from '../time-text.ts'

const turnMs = 5_000

/** The time, and again every few seconds. */
export function useNow(everyMs = turnMs): Date {
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

/** How long ago something was; its exact time on pointing. */
export function Ago({ at }: { at: Date | string | number | null | undefined }) {
  const now = useNow()
  if (at === null || at === undefined) return <span className="muted">never</span>
  const date = new Date(at)
  return (
    <time dateTime={date.toISOString()} title={timeText(date)}>
      {agoText(date, now)}
    </time>
  )
}
