import type { ActivityInterceptorsFactory } from '@temporalio/worker'
import type { Meter } from './counters.ts'

/** Types beyond these share one series: a worker may take activities of any name. */
const typeLimit = 200

/** What is created as, before prefix and unit. */
export const scheduleToStartName = 'activity_schedule_to_start'

/** Seconds: a queue that keeps up is in the first, one that starves in the last. */
export const scheduleToStartBuckets: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800,
]

/**
 * An interceptor that records how long each attempt of a Temporal activity waited, from when it was due to when
 * its code began, by namespace, task queue and activity type. Temporal's own histogram of this knows no types.
 *
 * The first instant is the server's and the second this machine's, so the clocks' difference is in it; what comes
 * out below nothing is 0. Local activities wait in no queue and are left out.
 */
export function scheduleToStart(options: {
  readonly meter: Meter
  readonly prefix: string
  readonly now?: () => number
}): ActivityInterceptorsFactory {
  const { meter, prefix, now = Date.now } = options
  const histogram = meter.createHistogram(
    prefix + scheduleToStartName,
    'float',
    'seconds',
    'Time from when an attempt of an activity was due until its code began.',
  )
  const types = new Set<string>()

  function boundedType(type: string): string {
    if (types.size < typeLimit) types.add(type)
    return types.has(type) ? type : 'other'
  }

  return ({ info }) => ({
    inbound: {
      execute(input, next) {
        if (!info.isLocal) {
          const waitedMs = Math.max(0, now() - info.currentAttemptScheduledTimestampMs)
          histogram.record(waitedMs / 1000, {
            namespace: info.namespace,
            task_queue: info.taskQueue,
            activity_type: boundedType(info.activityType),
          })
        }
        return next(input)
      },
    },
  })
}
