import { status as Code } from '@grpc/grpc-js'
import type { Temporal } from '../../platform/temporal.ts'
import { fromPayloads } from '../../platform/payloads.ts'
import { asProblem, grpcStatusOf } from '../../platform/temporal-problems.ts'

/** An input that a schedule will start a type with. */
export interface StoredInput {
  readonly schedule_id: string
  readonly input: unknown
}

/** The inputs that are stored for a type, and whether they are all. */
export interface StoredInputs {
  readonly inputs: readonly StoredInput[]
  readonly isComplete: boolean
}

/** Finds the inputs that schedules of a workflow type start it with. */
export type FindStoredInputs = (workflowType: string) => Promise<StoredInputs>

/** Temporal's lists name the type, but not the input: each schedule of the type is described. */
const limits = { pageSize: 500, pages: 20, described: 200, atOnce: 5, millis: 8_000 }

/** Reads them from Temporal: whoever made the schedule, its input counts. */
export function createStoredInputs({ connection, namespace }: Temporal): FindStoredInputs {
  async function idsOf(workflowType: string): Promise<{ ids: string[]; isComplete: boolean }> {
    const ids: string[] = []
    let nextPageToken: Uint8Array = new Uint8Array()
    for (let page = 0; page < limits.pages; page += 1) {
      const answer = await connection.workflowService.listSchedules({
        namespace,
        maximumPageSize: limits.pageSize,
        nextPageToken,
      })
      for (const { scheduleId, info } of answer.schedules ?? [])
        if (info?.workflowType?.name === workflowType && scheduleId) ids.push(scheduleId)
      nextPageToken = answer.nextPageToken
      if (nextPageToken.length === 0) return { ids, isComplete: true }
    }
    return { ids, isComplete: false }
  }

  async function inputOf(scheduleId: string): Promise<StoredInput[]> {
    const described = await connection.workflowService
      .describeSchedule({ namespace, scheduleId })
      .catch((error: unknown) => {
        // Deleted since it was listed.
        if (grpcStatusOf(error)?.code === Code.NOT_FOUND) return undefined
        throw error
      })
    const args = fromPayloads(described?.schedule?.action?.startWorkflow?.input)
    // Without arguments there is no input; with several, a schema describes the whole list.
    return args.length === 0
      ? []
      : [{ schedule_id: scheduleId, input: args.length === 1 ? args[0] : args }]
  }

  return (workflowType) =>
    asProblem(() =>
      connection.withDeadline(Date.now() + limits.millis, async () => {
        const { ids, isComplete } = await idsOf(workflowType)
        const wanted = ids.slice(0, limits.described)
        const inputs: StoredInput[] = []
        for (let at = 0; at < wanted.length; at += limits.atOnce) {
          const few = wanted.slice(at, at + limits.atOnce)
          inputs.push(...(await Promise.all(few.map(inputOf))).flat())
        }
        return { inputs, isComplete: isComplete && wanted.length === ids.length }
      }),
    )
}
