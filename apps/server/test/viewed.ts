import type { SchemaFault } from '../src/json-schema/json-schema.ts'
import { createView, type View } from '../src/registry/view.ts'
import { applyCatalogueOp, type Catalogue } from '../src/registry/workflow/catalogue.ts'
import { changesSince } from '../src/registry/workflow/changes.ts'
import type { CatalogueOp } from '../src/registry/workflow/messages.ts'
import { catalogueOf } from './specs.ts'

/** A view that follows a catalogue, both with one clock that stands still until it is moved. */
export interface ViewedCatalogue {
  readonly catalogue: Catalogue
  readonly view: View
  now(): number
  /** Moves the clock. */
  pass(ms: number): void
  /** Applies ops to the catalogue and lets the view read what changed. */
  write(...ops: CatalogueOp[]): void
  /** Tells the view that a queue's last poll began so long ago. */
  sawPoll(taskQueue: string, agoMs?: number | null): void
}

export function viewedCatalogue(
  schemaFault: (schema: Record<string, unknown>) => SchemaFault | undefined = () => undefined,
): ViewedCatalogue {
  let nowMs = 1_000_000
  const now = () => nowMs
  const catalogue = catalogueOf([], nowMs)
  const view = createView(now, { schemaFault })
  return {
    catalogue,
    view,
    now,
    pass: (ms) => void (nowMs += ms),
    write(...ops) {
      for (const op of ops) applyCatalogueOp(catalogue, op, nowMs)
      view.apply(changesSince(catalogue, view.revision()))
    },
    sawPoll(taskQueue, agoMs = 0) {
      const lastPollAtMs = agoMs === null ? null : nowMs - agoMs
      view.setEvidence(taskQueue, {
        kind: 'checked',
        lastPollAtMs,
        checkedAtMs: nowMs,
        staleAfterMs: 75_000,
      })
    },
  }
}
