import { proxyActivities } from '@temporalio/workflow'
import type { KeptTimetable, TimetableActivities } from './timetable-messages.ts'

const { followDefinitions, sweepRuns } = proxyActivities<TimetableActivities>({
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '1s', maximumInterval: '10s', maximumAttempts: 3 },
})

/** One pass over the schedules of activity definitions, and over their open runs: a run of a schedule of ours. */
export async function keepTimetable(): Promise<KeptTimetable> {
  const repaired = await followDefinitions()
  const swept = await sweepRuns()
  return { ...repaired, swept }
}
