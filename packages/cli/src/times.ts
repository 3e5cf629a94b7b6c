/** A time to the second, in UTC: `2026-11-21T08:12:03Z`. */
export function formatTime(rfc3339: string | null): string {
  return rfc3339 === null ? '-' : rfc3339.replace(/\.\d+/, '')
}

/** How long ago a time was: `12s`, `5m`, `3h`, `4d`. */
export function formatAge(epochSeconds: number | null, nowMs = Date.now()): string {
  if (epochSeconds === null) return '-'
  const seconds = Math.max(0, Math.round(nowMs / 1000 - epochSeconds))
  if (seconds < 120) return `${seconds}s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)}m`
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)}h`
  return `${Math.round(seconds / 86_400)}d`
}
