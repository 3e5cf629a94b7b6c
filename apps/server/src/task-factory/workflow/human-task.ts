import {
  ApplicationFailure,
  CancellationScope,
  condition,
  defineSignal,
  isCancellation,
  proxyLocalActivities,
  setHandler,
} from '@temporalio/workflow'
import {
  humanTaskClosedSignal,
  type HumanTaskActivities,
  type HumanTaskState,
} from './human-task-messages.ts'

const local = proxyLocalActivities<HumanTaskActivities>({
  startToCloseTimeout: '15s',
  localRetryThreshold: '10s',
  retry: { initialInterval: '200ms', maximumInterval: '10s' },
})

/**
 * Keeps the time of a human task: reminds, does what is said for when it is due, and ends once it is closed.
 * What is asked and what people say is in the database; that it is closed arrives as a signal, after the
 * transaction that closed it.
 */
export async function humanTask(input: { readonly task_id: string }): Promise<HumanTaskState> {
  const { task_id: taskId } = input
  let isClosed = false
  setHandler(defineSignal(humanTaskClosedSignal), () => {
    isClosed = true
  })

  async function untilClosed(): Promise<void> {
    const plan = await local.openHumanTask(taskId)
    const openedAt = Date.now()
    const steps = [
      { ms: plan.remind_in_ms, take: local.remindOfHumanTask },
      { ms: plan.due_in_ms, take: local.humanTaskIsDue },
    ].flatMap(({ ms, take }) => (ms === null ? [] : [{ at: openedAt + ms, take }]))
    for (const { at, take } of steps.toSorted((one, other) => one.at - other.at)) {
      // Less than a millisecond is no timer.
      if (await condition(() => isClosed, Math.max(1, at - Date.now()))) return
      if ((await take(taskId)).is_closed) return
    }
    await condition(() => isClosed)
  }

  try {
    await untilClosed()
  } catch (error) {
    if (isCancellation(error))
      await CancellationScope.nonCancellable(() => local.cancelHumanTask(taskId))
    throw error
  }
  const state = await local.humanTaskState(taskId)
  if (state.outcome !== null) return state
  const said = state.status === 'expired' ? 'Nobody decided it in time' : `It is ${state.status}`
  throw ApplicationFailure.nonRetryable(said, `human-task-${state.status}`)
}
