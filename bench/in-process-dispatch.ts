import { createDispatch } from '../apps/server/src/dispatch/dispatch.ts'
import type { Temporal } from '../apps/server/src/platform/temporal.ts'
import type { Registry } from '../apps/server/src/registry/registry.ts'
import { createSpecCheck } from '../apps/server/src/registry/specs/spec-check.ts'
import { createView } from '../apps/server/src/registry/view.ts'
import { applyCatalogueOp, loadCatalogue } from '../apps/server/src/registry/workflow/catalogue.ts'
import { changesSince } from '../apps/server/src/registry/workflow/changes.ts'
import { normaliseRegistration } from '../apps/server/src/registry/workflow/normalise.ts'
import type { Registration } from './population.ts'

const nothingRuns = () => Promise.reject(new Error('nothing runs here'))

/** Dispatch on a view of these workers, all of them ready, with nothing but memory behind it. */
export function inProcessDispatch(
  workers: readonly Registration[],
): (type: string, input: unknown) => void {
  const now = Date.now
  const check = createSpecCheck()
  const view = createView(now, check)
  const catalogue = loadCatalogue(undefined, now())
  for (const worker of workers) {
    const registration = normaliseRegistration({ ...worker, workflows: [...worker.workflows] })
    applyCatalogueOp(catalogue, { op: 'register_worker', registration, checked: true }, now())
  }
  view.apply(changesSince(catalogue, 0))
  for (const taskQueue of view.taskQueues().keys()) {
    view.setEvidence(taskQueue, {
      kind: 'checked',
      lastPollAtMs: now(),
      checkedAtMs: now(),
      staleAfterMs: 75_000,
    })
  }
  const registry = {
    view,
    check,
    get(type: string) {
      const found = view.findType(type)
      if (!found) throw new Error(`${type} is not there`)
      return found
    },
  }
  const dispatch = createDispatch({
    // Checking a start reads memory only: of Temporal and of the registry no more than this is used.
    temporal: { connection: undefined, namespace: '', identity: '' } as unknown as Temporal,
    registry: registry as unknown as Registry,
    runs: { describe: nothingRuns, updateWithStart: nothingRuns },
    messages: { argumentsOf: () => [] },
    systemWorkflowIds: new Set(),
    now: () => new Date(),
  })
  return (type, input) => void dispatch.validate(type, { input })
}
