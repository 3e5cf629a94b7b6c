import type {
  CheckBody,
  ScheduleInputs,
  SchemaPart,
  WorkflowCheck,
} from '@temporal-registry/contract/evolution'
import { Problem } from '@temporal-registry/contract/problem'
import type { FullWorkflowSpec } from '@temporal-registry/contract/workflow-spec'
import type { Config } from '../../config/config.ts'
import { createScheduleCheck } from './schedule-check.ts'
import type { SpecCheck } from './spec-check.ts'
import { createSpecDiff, verdictOf } from './spec-diff.ts'
import type { FindStoredInputs } from './stored-inputs.ts'
import { createTurns } from './turns.ts'
import type { HeldSpec, View } from '../view.ts'
import type { Bases, SpecEntry } from '../workflow/messages.ts'
import { normaliseSpec } from '../workflow/normalise.ts'
import { compareVersions, majorOf } from '../workflow/spec-precedence.ts'
import { saysTheSame } from '../workflow/spec-entry.ts'

/** A spec that is to be stored, and its place in the request. */
export interface Announced {
  readonly spec: FullWorkflowSpec
  readonly pointer: string
}

/** Keeps a type's schemas from breaking those who depend on them, but for a new major version. */
export interface SchemaGate {
  /**
   * Stores specs that break nothing. `write` gets the revisions of the stored specs that they were
   * compared with, and refuses with `workflow-type-contended` where another was stored meanwhile: then
   * they are compared anew.
   *
   * @throws Problem `schema-breaking`
   */
  store<T>(
    specs: readonly Announced[],
    by: SpecEntry['source'],
    write: (bases: Bases) => Promise<T>,
  ): Promise<T>
  /** What would become of a spec. @throws Problem `schema-invalid` */
  check(workflowType: string, body: CheckBody): Promise<WorkflowCheck>
}

type GateMode = Config['registry']['schema_gate']

/** So often a change is compared anew when another replica was faster. */
const attempts = 5

export function createSchemaGate(options: {
  readonly mode: GateMode
  readonly view: Pick<View, 'findSpec'>
  readonly check: SpecCheck
  readonly findStoredInputs: FindStoredInputs
  /** Reads what other replicas have stored. */
  refresh(): Promise<void>
}): SchemaGate {
  const { mode, view, check } = options
  const partsBetween = createSpecDiff()
  const turns = createTurns()
  const schedulesOf = createScheduleCheck(check, options.findStoredInputs)

  async function compare(held: HeldSpec, spec: FullWorkflowSpec): Promise<SchemaPart[]> {
    // A schema that cannot be used has let nothing through that could break.
    if (held.fault !== undefined) return []
    return turns.run(partsBetween(held.spec, spec))
  }

  async function findBreaking({ spec, pointer }: Announced, by: SpecEntry['source']) {
    const held = view.findSpec(spec.workflow_type)
    if (!held || saysTheSame(held.entry, spec) || freeBecause(mode, held, spec)) return []
    // An operator's spec stays, whatever a worker says of the same version.
    const isKept = by === 'worker' && held.entry.source === 'operator'
    if (isKept && compareVersions(spec.version, held.spec.version) === 0) return []
    const parts = await compare(held, spec)
    const input = parts.find(({ part }) => part === 'input_schema')
    const isNarrowed = input !== undefined && !['full', 'backward'].includes(input.verdict)
    const schedules = isNarrowed ? await schedulesOf(spec, held.spec) : undefined
    if (!isRefused(parts, schedules)) return []
    return [{ pointer, spec, storedVersion: held.spec.version, parts, schedules }]
  }

  function basesOf(specs: readonly Announced[]): Bases {
    const compared = specs.filter(
      ({ spec }) => mode === 'all' || (mode === 'versioned' && majorOf(spec.version) !== undefined),
    )
    return Object.fromEntries(
      compared.map(({ spec: { workflow_type: type } }) => [
        type,
        view.findSpec(type)?.entry.revision ?? 0,
      ]),
    )
  }

  return {
    async store(specs, by, write) {
      for (let attempt = 1; ; attempt++) {
        // Taken before the comparison, which takes turns with changes of the view.
        const bases = basesOf(specs)
        const found = await Promise.all(specs.map((announced) => findBreaking(announced, by)))
        const breaking = found.flat()
        if (breaking.length > 0) throw refusal(breaking)
        try {
          return await write(bases)
        } catch (error) {
          const isContended = error instanceof Problem && error.code === 'workflow-type-contended'
          if (!isContended) throw error
          if (attempt === attempts) throw contended(error)
          await options.refresh()
        }
      }
    },

    async check(workflowType, body) {
      const held = view.findSpec(workflowType)
      const spec = specToCheck(workflowType, body, held?.spec)
      await check.assertValid([{ spec, pointer: '' }])
      const parts = held ? await compare(held, spec) : []
      const schedules = await schedulesOf(spec, held?.spec)
      const isFree = held === undefined ? 'It is not registered yet' : freeBecause(mode, held, spec)
      const accepted = isFree !== undefined || !isRefused(parts, schedules)
      return {
        workflow_type: workflowType,
        registered: held !== undefined,
        stored_version: held?.spec.version ?? '',
        version: spec.version,
        verdict: verdictOf(parts),
        accepted,
        reason: isFree ?? reasonFor(parts, schedules),
        parts,
        schedules,
      }
    },
  }
}

interface Breaking extends Announced {
  readonly storedVersion: string
  readonly parts: readonly SchemaPart[]
  readonly schedules: ScheduleInputs | undefined
}

function refusal(breaking: readonly Breaking[]): Problem {
  const errors = breaking.flatMap(({ parts, pointer }) =>
    parts.flatMap((part) => errorsOf(part, pointer)),
  )
  const [first] = breaking
  const more = breaking.length === 1 ? '' : ` (and ${breaking.length - 1} more types)`
  const version = first?.spec.version || 'without a version'
  const why = errors[0]?.detail ?? 'inputs of schedules would not fit any more'
  const detail = `«${first?.spec.workflow_type}» ${version} breaks ${first?.storedVersion || 'what is stored'}: ${why}${more}`
  return new Problem('schema-breaking', detail, {
    errors: errors.slice(0, 50),
    breaking: breaking.slice(0, 20).map(({ spec, storedVersion, parts, schedules }) => ({
      workflow_type: spec.workflow_type,
      stored_version: storedVersion,
      version: spec.version,
      parts: parts.filter(({ compatible }) => !compatible),
      ...(schedules === undefined ? {} : { schedules }),
    })),
  })
}

function contended(error: Problem): Problem {
  return new Problem(error.code, error.message, { retry_after_seconds: 1 }, error)
}

/** Why a spec may say what it likes, or nothing. */
function freeBecause(
  mode: GateMode,
  { spec: { version: stored } }: HeldSpec,
  { version }: FullWorkflowSpec,
): string | undefined {
  if (mode === 'off') return 'The gate is off (registry.schema_gate)'
  const [before, after] = [majorOf(stored), majorOf(version)]
  if (compareVersions(version, stored) < 0)
    return `Version ${version || 'none'} is lower than ${stored}: a rollback is free`
  if (before !== undefined && after !== undefined)
    return before === after
      ? undefined
      : `Version ${version} is a new major version after ${stored}`
  return mode === 'all'
    ? undefined
    : 'Specs without versions are free (registry.schema_gate: versioned)'
}

function isRefused(parts: readonly SchemaPart[], schedules: ScheduleInputs | undefined): boolean {
  return parts.some(({ compatible }) => !compatible) || (schedules?.breaking.length ?? 0) > 0
}

function reasonFor(parts: readonly SchemaPart[], schedules: ScheduleInputs): string {
  const broken = parts.find(({ compatible }) => !compatible)
  const worst = broken?.differences.find(({ breaks }) => breaks)
  if (broken) return `${broken.part}: ${worst?.detail ?? 'it is not compatible'}`
  const [schedule] = schedules.breaking
  if (schedule) return `The input of schedule «${schedule.schedule_id}» would not fit any more`
  return 'Nothing that was valid is refused, and nothing new has to be read'
}

function errorsOf({ part, differences }: SchemaPart, pointer: string) {
  return differences
    .filter(({ breaks }) => breaks)
    .map((difference) => ({
      pointer: `${pointer}/${part}${difference.pointer}`,
      detail: difference.detail,
    }))
}

/** With a task queue the body is a whole spec; without, what it leaves out stays as it is. */
function specToCheck(
  workflowType: string,
  body: CheckBody,
  stored: FullWorkflowSpec | undefined,
): FullWorkflowSpec {
  if (body.workflow_type !== undefined && body.workflow_type.trim() !== workflowType) {
    throw new Problem('validation-failed', 'workflow_type in path and body must match', {
      errors: [{ pointer: '/workflow_type', detail: `must be «${workflowType}», as in the path` }],
    })
  }
  const unsaid = { task_queue: workflowType, ...(body.task_queue === undefined ? stored : {}) }
  return normaliseSpec({ ...unsaid, ...body, workflow_type: workflowType })
}
