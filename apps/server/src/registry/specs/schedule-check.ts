import type { ScheduleInputs } from '@temporal-registry/contract/evolution'
import type { FullWorkflowSpec } from '@temporal-registry/contract/workflow-spec'
import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import type { SpecCheck } from './spec-check.ts'
import type { FindStoredInputs, StoredInputs } from './stored-inputs.ts'

/** A deployment's workers all ask within seconds. */
const keptMs = 5_000
const maxKept = 100
const maxShown = 50

/** Holds the stored inputs of a type's schedules against a new schema: which of them it would break. */
export type ScheduleCheck = (
  spec: FullWorkflowSpec,
  stored: FullWorkflowSpec | undefined,
) => Promise<ScheduleInputs>

export function createScheduleCheck(
  check: Pick<SpecCheck, 'valueFaults'>,
  findStoredInputs: FindStoredInputs,
): ScheduleCheck {
  const kept = new Map<string, { readonly atMs: number; readonly found: Promise<StoredInputs> }>()

  function find(workflowType: string): Promise<StoredInputs> {
    const known = kept.get(workflowType)
    if (known && Date.now() - known.atMs < keptMs) return known.found
    // What cannot be read is said to be incomplete; it is no reason to refuse, or to let pass.
    const found = findStoredInputs(workflowType).catch((error: unknown): StoredInputs => {
      if (error instanceof Problem) return { inputs: [], isComplete: false }
      throw error
    })
    if (kept.size >= maxKept) kept.clear()
    kept.set(workflowType, { atMs: Date.now(), found })
    return found
  }

  function faultsOf(spec: FullWorkflowSpec, input: unknown): readonly ProblemError[] {
    try {
      return check
        .valueFaults(spec.input_schema, input)
        .map(({ pointer, detail }) => ({ pointer, detail }))
    } catch (error) {
      if (error instanceof Problem) return [{ pointer: '', detail: error.message }]
      throw error
    }
  }

  return async (spec, stored) => {
    const { inputs, isComplete } = await find(spec.workflow_type)
    const breaking = inputs.flatMap(({ schedule_id, input }) => {
      const errors = faultsOf(spec, input)
      // One that did not fit before is not broken by this.
      const isNews = errors.length > 0 && (!stored || faultsOf(stored, input).length === 0)
      return isNews ? [{ schedule_id, errors: errors.slice(0, 5) }] : []
    })
    return {
      checked_count: inputs.length,
      complete: isComplete,
      breaking: breaking.slice(0, maxShown),
    }
  }
}
