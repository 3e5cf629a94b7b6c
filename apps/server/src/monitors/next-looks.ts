import { Problem } from '@temporal-registry/contract/problem'
import { monitorScheduleId, type OwnStanding } from '../schedules/schedules.ts'

/** When each monitor looks next, by its id; without those of which nothing is known. */
export type NextLooks = () => Promise<ReadonlyMap<string, Date>>

/** Temporal is asked for its schedules so often at most, however many pages show them. */
const keptMs = 5_000

export function createNextLooks(deps: {
  readonly list: () => Promise<ReadonlyMap<string, OwnStanding>>
  readonly now: () => Date
}): NextLooks {
  const { list, now } = deps
  let asked: { readonly atMs: number; readonly answer: ReturnType<NextLooks> } | undefined

  async function ask(): Promise<ReadonlyMap<string, Date>> {
    try {
      const prefix = monitorScheduleId('').length
      const found = [...(await list())].flatMap(([id, { isPaused, nextAt }]) =>
        isPaused || nextAt === undefined ? [] : [[id.slice(prefix), nextAt] as const],
      )
      return new Map(found)
    } catch (error) {
      // What is stored can be read while Temporal is away.
      if (error instanceof Problem && error.status >= 500) return new Map()
      throw error
    }
  }

  return () => {
    const atMs = now().getTime()
    if (asked === undefined || atMs - asked.atMs >= keptMs) asked = { atMs, answer: ask() }
    return asked.answer
  }
}
