import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import { Problem } from '@temporal-registry/contract/problem'
import type { Following, OwnSchedules, OwnTimes } from '../../schedules/schedules.ts'

/** A span of time: after one moment and up to another, in milliseconds. */
export interface Span {
  readonly afterMs: number
  readonly toMs: number
}

interface Scheduled {
  readonly id: string
  readonly name: string
  readonly body: Pick<ActivityDefinitionBody, 'trigger'>
}

/** So many times Temporal says at once, and no more. */
export const maxTimesAtOnce = 1_000

/** When definitions fire, as Temporal says: 1,000 times at once at most, in milliseconds. */
export interface Times {
  /** When the schedule of a definition fires, jitter included. @throws Problem `activity-definition-unscheduled` */
  fires(definition: Scheduled, span: Span): Promise<number[]>
  /** The times that occurrences are named after: without jitter. @throws Problem as `fires` */
  nominal(definition: Scheduled, span: Span): Promise<number[]>
  /** Of times that no definition has. */
  preview(times: OwnTimes, span: Span): Promise<number[]>
}

export function createTimes({
  own,
  follow,
  scheduleIdOf,
}: {
  readonly own: OwnSchedules
  readonly follow: Following['follow']
  readonly scheduleIdOf: (id: string) => string
}): Times {
  const preview: Times['preview'] = (times, { afterMs, toMs }) => own.timesOf(times, afterMs, toMs)

  async function fires({ id, name, body }: Scheduled, { afterMs, toMs }: Span): Promise<number[]> {
    if (!body.trigger.schedule) throw unscheduled(name)
    // Somebody may have written the definition, or touched its schedule, a moment ago.
    await follow(scheduleIdOf(id))
    return own.firesOf(scheduleIdOf(id), afterMs, toMs)
  }

  return {
    fires,
    preview,
    async nominal(definition, span) {
      const { schedule } = definition.body.trigger
      if (!schedule?.jitter_seconds) return fires(definition, span)
      const {
        jitter_seconds: _jitter,
        overlap_policy: _overlap,
        misfire: _misfire,
        ...times
      } = schedule
      return preview(times, span)
    },
  }
}

function unscheduled(name: string): Problem {
  return new Problem(
    'activity-definition-unscheduled',
    `«${name}» has no times: its trigger is another`,
  )
}
