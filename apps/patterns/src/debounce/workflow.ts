import {
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  log,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import { integer, members, orElse, root, text } from '../input.ts'
import type * as activities from './activities.ts'

const { publishDocument } = proxyActivities<typeof activities>({ startToCloseTimeout: '1m' })

/** Changes that one publication will answer for. */
interface Burst {
  readonly changes: number
  readonly latestText: string
  readonly firstAtMs: number
  readonly lastAtMs: number
}

export interface DebounceResult {
  readonly publications: number
  readonly changes: number
  readonly last_published: string | null
}

interface Carried {
  readonly burst: Burst | undefined
  readonly done: DebounceResult
}

const fresh: Carried = {
  burst: undefined,
  done: { publications: 0, changes: 0, last_published: null },
}

export const change = defineSignal<[unknown]>('change')
export const flush = defineSignal('flush')
export const state = defineQuery<DebounceResult & { pending_changes: number }>('state')

/** `carried` comes from continue-as-new only; whoever starts a run gives the first argument. */
export async function debounce(input: unknown, carried = fresh): Promise<DebounceResult> {
  const plan = readInput(input)
  const now: { burst: Burst | undefined; isFlushed: boolean } = {
    burst: carried.burst,
    isFlushed: false,
  }
  let { done } = carried

  setHandler(change, (given) => {
    const latestText = textOf(given)
    if (latestText === undefined) return
    const { changes = 0, firstAtMs = Date.now() } = now.burst ?? {}
    now.burst = { changes: changes + 1, latestText, firstAtMs, lastAtMs: Date.now() }
  })
  setHandler(flush, () => {
    now.isFlushed = now.burst !== undefined
  })
  setHandler(state, () => ({ ...done, pending_changes: now.burst?.changes ?? 0 }))

  // A run begun by a plain start may wait for its first change, but not for ever.
  await condition(() => now.burst !== undefined, plan.maxWaitMs)
  // What comes while one burst is published is the next one: no change is lost, and none is early.
  for (let burst = now.burst; burst; burst = now.burst) {
    if (workflowInfo().continueAsNewSuggested)
      await continueAsNew<typeof debounce>(input, { burst, done })
    const { changes, latestText } = await settled(burst)
    now.burst = undefined
    now.isFlushed = false
    await publishDocument(latestText, plan.publishMs)
    done = {
      publications: done.publications + 1,
      changes: done.changes + changes,
      last_published: latestText,
    }
  }
  return done

  /**
   * A change moves the due time and not the timer: the timer that runs looks, when it fires, how
   * much later it has become. A thousand changes then cost a timer or two instead of a thousand.
   */
  async function settled(first: Burst): Promise<Burst> {
    for (let burst = first; ; burst = now.burst ?? first) {
      const dueAtMs = Math.min(burst.lastAtMs + plan.quietMs, burst.firstAtMs + plan.maxWaitMs)
      const leftMs = dueAtMs - Date.now()
      if (leftMs <= 0 || now.isFlushed) return burst
      await condition(() => now.isFlushed, leftMs)
    }
  }
}

/** A signal has nobody to refuse it to: what cannot be read is logged and left out. */
function textOf(given: unknown): string | undefined {
  try {
    return text(members(root(given), ['text']).text, { maxLength: 1_000 })
  } catch (error) {
    log.warn('a change that cannot be read was left out', { error })
    return undefined
  }
}

export function readInput(input: unknown) {
  const found = members(root(input), ['quiet_ms', 'max_wait_ms', 'publish_ms'])
  return {
    quietMs: orElse(found.quiet_ms, 2_000, (value) => integer(value, { min: 10, max: 3_600_000 })),
    maxWaitMs: orElse(found.max_wait_ms, 30_000, (value) =>
      integer(value, { min: 10, max: 86_400_000 }),
    ),
    publishMs: orElse(found.publish_ms, 20, (value) => integer(value, { min: 0, max: 30_000 })),
  }
}
