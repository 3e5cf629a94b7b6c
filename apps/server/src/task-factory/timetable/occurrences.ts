import type { StoredDefinition } from '../definitions/definitions.ts'
import type { FoundOccurrences } from './backfill-store.ts'
import { maxTimesAtOnce, type Times } from './times.ts'

/** Finds the times of a definition in a span, both ends among them; no more than one above `max`. */
export type FindOccurrences = (
  definition: StoredDefinition,
  span: { readonly from: Date; readonly to: Date },
  max: number,
) => Promise<FoundOccurrences>

export function createFindOccurrences({ times }: { readonly times: Times }): FindOccurrences {
  return async (definition, { from, to }, max) => {
    const found: number[] = []
    // Temporal leaves out the first moment of the span.
    for (let afterMs = from.getTime() - 1; ;) {
      const page = await times.nominal(definition, { afterMs, toMs: to.getTime() })
      found.push(...page)
      const last = page.at(-1)
      if (last === undefined || page.length < maxTimesAtOnce || found.length > max) break
      afterMs = last
    }
    const some = found.slice(0, max + 1)
    return { toAt: to, times: some.map((ms) => new Date(ms).toISOString()) }
  }
}
