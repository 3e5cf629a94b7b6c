import { isProblemCode, Problem } from '@temporal-registry/contract/problem'
import type { Performers } from '../performing.ts'

/** How long a task waits to see its message arrive; then it goes on by itself. */
const patienceMs = 10_000

/** A message of a task. */
export interface Notice {
  readonly channel: string
  readonly subject: string | undefined
  readonly text: string
  readonly data: Readonly<Record<string, unknown>>
  /** The same notice is sent once, however often it is handed over. */
  readonly taskId: string
}

/** How the delivery of a notice stands. */
export interface NoticeStanding {
  readonly deliveryId: string
  readonly status: string
  readonly isOpen: boolean
  /** What the receiver answered to the last attempt. */
  readonly answered: number | null
  readonly failure: { readonly code: string; readonly detail: string } | null
}

/**
 * Hands a notice over, to be delivered however long that takes, and watches it for a while.
 *
 * @throws Problem `channel-not-found`, `channel-unverified`
 */
export type Notify = (notice: Notice, patienceMs: number) => Promise<NoticeStanding>

/** Sends a message to a channel. What is not delivered at once is the channel's to deliver: no run waits for it. */
export function createNotifyTask(notify: Notify): Performers['notify'] {
  return async ({ task, defined: { run } }) => {
    // As `paramsSourceOf` makes them of a notify task.
    const { channel, subject, text } = task.params as {
      readonly channel: string
      readonly subject?: string
      readonly text: string
    }
    const data = {
      task_id: task.id,
      run_id: run.id,
      definition: { id: run.definition_id, name: run.definition_name, version: run.version_used },
    }
    const notice = { channel, subject, text, data, taskId: task.id }
    const { deliveryId, status, isOpen, answered, failure } = await notify(notice, patienceMs)
    if (!isOpen && failure) {
      const code = isProblemCode(failure.code) ? failure.code : 'outbound-failed'
      throw new Problem(code, failure.detail, { delivery_id: deliveryId })
    }
    return { channel, status: isOpen ? null : answered, delivery_id: deliveryId, delivery: status }
  }
}
