import { randomUUID } from 'node:crypto'
import { status as Code } from '@grpc/grpc-js'
import { Problem } from '@temporal-registry/contract/problem'
import { msToTs, tsToMs } from '@temporalio/common/lib/time.js'
import { createCalls, type MakeCall } from '../platform/calls.ts'
import type { proto } from '../platform/proto.ts'
import { grpcStatusOf, problemOf, type GrpcMeanings } from '../platform/temporal-problems.ts'
import type { Temporal } from '../platform/temporal.ts'

export type Schedule = proto.api.schedule.v1.ISchedule
export type Described = proto.api.workflowservice.v1.DescribeScheduleResponse
export type SchedulePatch = proto.api.schedule.v1.ISchedulePatch
type ListPage = proto.api.workflowservice.v1.ListSchedulesResponse
type CreateRequest = proto.api.workflowservice.v1.ICreateScheduleRequest

/** Schedules as Temporal has them: each method is one call. */
export interface ScheduleStore {
  /** False when the id is taken. The same request id makes it once. */
  create(request: Omit<CreateRequest, 'namespace' | 'identity'>): Promise<boolean>
  /** @throws Problem `schedule-not-found` */
  describe(id: string): Promise<Described>
  /** The same, or nothing. */
  find(id: string): Promise<Described | undefined>
  /** Temporal drops an update whose token is old, and does not say so. */
  update(id: string, schedule: Schedule, conflictToken: Uint8Array): Promise<void>
  patch(id: string, patch: SchedulePatch, requestId?: string): Promise<void>
  delete(id: string): Promise<void>
  page(size: number, token: Uint8Array): Promise<ListPage>
  /** Times after one and up to another, in milliseconds; Temporal answers 1,000 at most. */
  matchingTimes(id: string, afterMs: number, toMs: number): Promise<number[]>
}

/** Most times Temporal lists at once. */
export const maxMatchingTimes = 1_000

const aboutOne: GrpcMeanings = { [Code.NOT_FOUND]: 'schedule-not-found' }

/** `pace` is waited for before each call. */
export function createScheduleStore(
  temporal: Temporal,
  pace: () => Promise<void> = async () => {},
): ScheduleStore {
  const { connection, namespace, identity } = temporal
  const service = connection.workflowService
  const calls = createCalls(temporal)
  const make: MakeCall = async (...call) => {
    await pace()
    return calls(...call)
  }
  const describe = (scheduleId: string) =>
    make(() => service.describeSchedule({ namespace, scheduleId }), aboutOne)

  return {
    async create(request) {
      return make(async () => {
        try {
          await service.createSchedule({ ...request, namespace, identity })
          return true
        } catch (error) {
          if (grpcStatusOf(error)?.code === Code.ALREADY_EXISTS) return false
          throw definitionProblem(error)
        }
      })
    },
    describe,
    async find(scheduleId) {
      try {
        return await describe(scheduleId)
      } catch (error) {
        if (error instanceof Problem && error.code === 'schedule-not-found') return undefined
        throw error
      }
    },
    async update(scheduleId, schedule, conflictToken) {
      await make(async () => {
        try {
          const requestId = randomUUID()
          await service.updateSchedule({
            ...{ namespace, identity, scheduleId, schedule, conflictToken, requestId },
          })
        } catch (error) {
          throw definitionProblem(error)
        }
      }, aboutOne)
    },
    async patch(scheduleId, patch, requestId = randomUUID()) {
      await make(
        () => service.patchSchedule({ namespace, identity, scheduleId, patch, requestId }),
        aboutOne,
      )
    },
    async delete(scheduleId) {
      await make(() => service.deleteSchedule({ namespace, identity, scheduleId }), aboutOne)
    },
    page: (maximumPageSize, nextPageToken) =>
      make(
        () => service.listSchedules({ namespace, maximumPageSize, nextPageToken }),
        nextPageToken.length > 0
          ? {
              // Temporal trips over a page token that it did not make, and says no more than that.
              [Code.INVALID_ARGUMENT]: 'cursor-invalid',
              [Code.UNKNOWN]: 'cursor-invalid',
              [Code.INTERNAL]: 'cursor-invalid',
            }
          : {},
      ),
    async matchingTimes(scheduleId, afterMs, toMs) {
      const request = {
        namespace,
        scheduleId,
        startTime: msToTs(afterMs),
        endTime: msToTs(toMs),
      }
      const { startTime } = await make(() => service.listScheduleMatchingTimes(request), aboutOne)
      return (startTime ?? []).map(tsToMs)
    },
  }
}

/** What Temporal refuses in a definition, it refuses by words alone. */
function definitionProblem(error: unknown): unknown {
  const { code, details = '' } = grpcStatusOf(error) ?? {}
  if (code !== Code.INVALID_ARGUMENT) return error
  if (/search attribute/i.test(details)) {
    return problemOf(error, { [Code.INVALID_ARGUMENT]: 'search-attribute-unusable' })
  }
  return /schedule spec/i.test(details)
    ? problemOf(error, { [Code.INVALID_ARGUMENT]: 'schedule-spec-invalid' })
    : error
}
