import type { google } from '@temporalio/proto'

type Timestamp = google.protobuf.ITimestamp

/** RFC 3339 text of a protobuf timestamp, or null when it is unset. */
export function isoTime(time: Timestamp | null | undefined): string | null {
  if (!time) return null
  const ms = Number(time.seconds ?? 0) * 1000 + Math.floor((time.nanos ?? 0) / 1_000_000)
  return new Date(ms).toISOString()
}
