import { asProblem, grpcStatusOf } from '../platform/temporal-problems.ts'
import { callDeadlineMs, type Temporal } from '../platform/temporal.ts'
import { createTokenBucket } from '../platform/token-bucket.ts'
import { takeToken } from './queue-looks.ts'

/** What a schedule would start. */
export interface ScheduledAction {
  readonly scheduleId: string
  readonly workflowType: string
  /** Nothing where Temporal has not been asked: its list of schedules does not say. */
  readonly taskQueue: string | undefined
}

/** What every schedule of the namespace would start; those of the types named `first` are asked for first. */
export type ScheduledActions = (options: {
  readonly first: (workflowType: string) => boolean
  readonly deadlineAtMs: number
}) => AsyncIterable<ScheduledAction>

const pageSize = 1_000
const maxPages = 20
/** A schedule's task queue is asked for again after so long. */
const freshForMs = 60_000
const maxKept = 20_000

/** Lists schedules, and describes as many as the budget allows: only then their task queue is known. */
export function createScheduledActions(
  { connection, namespace }: Pick<Temporal, 'connection' | 'namespace'>,
  callsPerSecond: number,
): ScheduledActions {
  const bucket = createTokenBucket(callsPerSecond)
  const service = connection.workflowService
  const kept = new Map<string, { readonly taskQueue: string; readonly atMs: number }>()

  async function list(): Promise<{ scheduleId: string; workflowType: string }[]> {
    const found: { scheduleId: string; workflowType: string }[] = []
    let nextPageToken: Uint8Array = new Uint8Array()
    for (let page = 0; page < maxPages; page++) {
      const request = { namespace, maximumPageSize: pageSize, nextPageToken }
      const answer = await asProblem(() =>
        connection.withDeadline(Date.now() + callDeadlineMs, () => service.listSchedules(request)),
      )
      for (const { scheduleId, info } of answer.schedules ?? []) {
        const workflowType = info?.workflowType?.name ?? ''
        if (scheduleId && workflowType) found.push({ scheduleId, workflowType })
      }
      nextPageToken = answer.nextPageToken
      if (nextPageToken.length === 0) break
    }
    return found
  }

  async function taskQueueOf(
    scheduleId: string,
    deadlineAtMs: number,
  ): Promise<string | undefined> {
    const known = kept.get(scheduleId)
    if (known && Date.now() - known.atMs <= freshForMs) return known.taskQueue
    if (!(await takeToken(bucket, deadlineAtMs))) return undefined
    try {
      const { schedule } = await connection.withDeadline(Date.now() + callDeadlineMs, () =>
        service.describeSchedule({ namespace, scheduleId }),
      )
      const taskQueue = schedule?.action?.startWorkflow?.taskQueue?.name ?? ''
      kept.delete(scheduleId)
      kept.set(scheduleId, { taskQueue, atMs: Date.now() })
      const [oldest] = kept.keys()
      if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest)
      return taskQueue
    } catch (error) {
      // It was deleted meanwhile, or Temporal does not say: the next report asks again.
      if (grpcStatusOf(error)) return undefined
      throw error
    }
  }

  return async function* scheduledActions({ first, deadlineAtMs }) {
    const schedules = await list()
    const order = (type: string) => (first(type) ? 0 : 1)
    const ordered = schedules.toSorted((a, b) => order(a.workflowType) - order(b.workflowType))
    for (const schedule of ordered) {
      yield { ...schedule, taskQueue: await taskQueueOf(schedule.scheduleId, deadlineAtMs) }
    }
  }
}
