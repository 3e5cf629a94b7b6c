import type { RegistrationAnswer } from '@temporal-registry/contract/workers'
import { isApiError } from '../client/index.ts'
import type { AnnouncementParts } from './options.ts'
import type { AnnouncementState, Failure } from './state.ts'

/** Tells host and log what becomes of an announcement: each change once, not each try. */
export interface Narrator {
  registered(answer: RegistrationAnswer): void
  failed(trouble: { kind: Failure; count: number }, error: unknown): void
  drainedByOperator(): void
  leftUnheard(): void
  stateIs(state: AnnouncementState): void
}

export function createNarrator({
  logger,
  url,
  workerId,
  registration,
  onStateChange,
}: AnnouncementParts): Narrator {
  const meta = { workerId, taskQueue: registration.task_queue, gateway: url }
  const toldRemarks = new Set<string>()
  let last: AnnouncementState = 'announcing'

  return {
    registered({ workflows, lease }) {
      const count = `${workflows.length} workflow ${workflows.length === 1 ? 'type' : 'types'}`
      const leaseText = `lease of ${lease.ttl_seconds} s`
      logger.info(`Announced ${count} to the registry, with a ${leaseText}`, meta)
      for (const remark of workflows.flatMap(toRemark)) {
        if (toldRemarks.has(remark)) continue
        toldRemarks.add(remark)
        logger.warn(remark, meta)
      }
    },
    failed({ kind, count }, error) {
      const { text, facts } = describe(error)
      if (kind !== 'away')
        logger.error(`The registry refused this worker: ${text}`, { ...meta, ...facts })
      else if (count === 1)
        logger.warn(
          `The registry does not answer; the worker goes on and so do the tries: ${text}`,
          {
            ...meta,
            ...facts,
          },
        )
    },
    drainedByOperator() {
      logger.warn('An operator drained this worker: the registry sends its queue nothing new', meta)
    },
    leftUnheard() {
      logger.warn(
        'The registry could not be told that this worker left: its lease runs out by itself',
        meta,
      )
    },
    stateIs(state) {
      const before = last
      if (state === before) return
      last = state
      if (state === 'live' && (before === 'away' || before === 'refused'))
        logger.info('The registry answers again', meta)
      try {
        onStateChange(state, before)
      } catch (error) {
        logger.error('onStateChange threw', { ...meta, error })
      }
    },
  }
}

/** What an operator ought to know of one announced type. */
function toRemark({
  workflow_type,
  spec,
  status,
  reason,
}: RegistrationAnswer['workflows'][number]): string[] {
  if (spec === 'kept') return [`${workflow_type}: another spec stays in force: ${reason}`]
  if (status === 'unavailable' || status === 'disabled')
    return [`${workflow_type} is ${status}: ${reason}`]
  return []
}

function describe(error: unknown): { text: string; facts: Record<string, unknown> } {
  if (!isApiError(error)) return { text: String(error), facts: { error } }
  const { code, problem, requestId, detail } = error
  const faults = (problem?.errors ?? []).map((fault) => `${fault.pointer}: ${fault.detail}`)
  return { text: [...new Set([detail, ...faults])].join('; '), facts: { code, requestId } }
}
