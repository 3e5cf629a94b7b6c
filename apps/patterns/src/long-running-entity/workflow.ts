import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  currentUpdateInfo,
  defineQuery,
  defineSignal,
  defineUpdate,
  log,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import { elements, integer, members, orElse, root, text, type Found } from '../input.ts'
import type * as activities from './activities.ts'
import { statusOf, withPoints, type RewardAccount, type RewardStatus } from './reward-account.ts'

const { getUser } = proxyActivities<typeof activities>({ startToCloseTimeout: '10s' })

const maxPoints = 1_000_000
/** Update ids that go along: many more than callers can be waiting for an answer at a time. */
const updatesRemembered = 100

const statusQuery = defineQuery<RewardStatus>('query_reward_status')
const addPointsUpdate = defineUpdate<RewardStatus, [unknown]>('add_points')
const cancelUpdate = defineUpdate<RewardStatus>('cancel')
const earnPointsSignal = defineSignal<[unknown]>('earn_points')

/** `carried` is the account as one run hands it to the next; a caller starts without. */
export async function longRunningEntity(input: unknown, carried?: unknown): Promise<RewardStatus> {
  const { userId, startingPoints, messagesPerRun } = readInput(input)
  const handedOn = readCarried(carried)
  let account: RewardAccount = {
    userId,
    name: handedOn?.name ?? '',
    points: handedOn?.points ?? startingPoints,
    isActive: true,
  }
  let isOpen = handedOn !== undefined
  let messages = 0
  // Temporal knows a repeated update within its run only. A caller whose answer was lost as a run
  // ended repeats it to the next, and there it must not count again.
  const applied = new Set(handedOn?.appliedUpdates)

  // Handlers come before the first await: with update-with-start a message is there in the first
  // task, and one that finds no handler is refused.
  setHandler(statusQuery, () => statusOf(account))
  setHandler(
    addPointsUpdate,
    async (body) => {
      const updateId = currentUpdateInfo()?.id
      await condition(() => isOpen)
      if (updateId !== undefined && applied.has(updateId)) return statusOf(account)
      // Once more: while this one waited, the account may have been cancelled.
      assertActive()
      messages += 1
      account = withPoints(account, readPoints(body))
      if (updateId !== undefined) applied.add(updateId)
      return statusOf(account)
    },
    {
      // What the validator refuses leaves no trace in the history, and the caller is told why.
      validator: (body) => {
        assertActive()
        readPoints(body)
      },
    },
  )
  setHandler(cancelUpdate, async () => {
    await condition(() => isOpen)
    account = { ...account, isActive: false }
    return statusOf(account)
  })
  setHandler(earnPointsSignal, async (body) => {
    // A signal has no validator: it is in the history before anybody looks at it.
    const points = tryReadPoints(body)
    if (points === undefined) return
    await condition(() => isOpen)
    if (!account.isActive) return
    messages += 1
    account = withPoints(account, points)
  })

  function assertActive() {
    if (account.isActive) return
    throw ApplicationFailure.nonRetryable('The account is cancelled', 'account-cancelled')
  }

  if (!isOpen) {
    const { name } = await getUser(userId)
    account = { ...account, name }
    isOpen = true
  }

  await condition(() => !account.isActive || isLongEnough())
  // Whoever waits for an answer gets it from this run: the next knows nothing of its updates.
  await condition(allHandlersFinished)
  if (!account.isActive) return statusOf(account)
  const { name, points } = account
  return await continueAsNew<typeof longRunningEntity>(input, {
    name,
    points,
    applied_updates: [...applied].slice(-updatesRemembered),
  })

  function isLongEnough(): boolean {
    return messages >= messagesPerRun || workflowInfo().continueAsNewSuggested
  }
}

export function readInput(input: unknown) {
  const found = members(root(input), ['user_id', 'starting_points', 'messages_per_run'])
  return {
    userId: text(found.user_id, { minLength: 1, maxLength: 100 }),
    startingPoints: orElse(found.starting_points, 0, (value) =>
      integer(value, { min: 0, max: maxPoints }),
    ),
    messagesPerRun: orElse(found.messages_per_run, Number.POSITIVE_INFINITY, (value) =>
      integer(value, { min: 1, max: 10_000 }),
    ),
  }
}

function readPoints(body: unknown): number {
  const { points } = members(root(body), ['points'])
  return integer(points, { min: -maxPoints, max: maxPoints })
}

function tryReadPoints(body: unknown): number | undefined {
  try {
    return readPoints(body)
  } catch (error) {
    log.warn('passed over a signal', { error })
    return undefined
  }
}

function readCarried(carried: unknown) {
  if (carried === undefined) return undefined
  const found = members(root(carried), ['name', 'points', 'applied_updates'])
  const readIds = (ids: Found) =>
    elements(ids, { min: 0, max: updatesRemembered }).map((id) => text(id, { maxLength: 1_000 }))
  return {
    name: text(found.name, { maxLength: 1_000 }),
    points: integer(found.points, { min: 0, max: Number.MAX_SAFE_INTEGER }),
    // Runs of before hand on none.
    appliedUpdates: orElse<string[]>(found.applied_updates, [], readIds),
  }
}
