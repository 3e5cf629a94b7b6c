import { proxyActivities } from '@temporalio/workflow'
import type { KeptMonitors, MonitorKeeperActivities } from './messages.ts'

const { followMonitors, tellDigests } = proxyActivities<MonitorKeeperActivities>({
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '1s', maximumInterval: '10s', maximumAttempts: 3 },
})

/** One pass over the schedules of monitors and the digests that are due: a run of a schedule of ours. */
export async function keepMonitors(): Promise<KeptMonitors> {
  const followed = await followMonitors()
  return { ...followed, digests: await tellDigests() }
}
