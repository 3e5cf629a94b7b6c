import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import type {
  ActualSearchAttribute,
  DeclaredSearchAttribute,
  ReconcileBody,
  ReconcileReport,
} from '@temporal-registry/contract/search-attributes'

type Wanted = ReconcileReport['desired'][number]

/** What is to be done to a namespace, besides what is to be told. */
export interface Plan {
  readonly add: readonly Wanted[]
  readonly replace: readonly Wanted[]
  /** As it stands when all of the plan was done. */
  readonly report: ReconcileReport
}

/**
 * Compares what is declared with what is there, and says what a request asks to do about it.
 *
 * @throws Problem `validation-failed` for what cannot be asked for.
 */
export function planOf(
  { mode = 'validate', attributes: named = [], confirm = false }: ReconcileBody,
  declared: readonly DeclaredSearchAttribute[],
  existing: readonly ActualSearchAttribute[],
): Plan {
  const names = named.map((name) => name.trim())
  assertAskable({ mode, names, confirm }, declared)
  const desired = declared
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .map(({ name, type, description }) => ({ name, type, description }))
  const there = new Map(existing.map((attribute) => [attribute.name, attribute]))
  const missing = desired.filter(({ name }) => !there.has(name))
  const unchanged = desired.filter(({ name, type }) => there.get(name)?.type === type)
  const differing = desired.filter(({ name, type }) => (there.get(name)?.type ?? type) !== type)
  const conflicts = differing.map(({ name, type }) => ({
    name,
    existing_type: there.get(name)?.type ?? 'Unspecified',
    desired_type: type,
    source: there.get(name)?.source ?? 'custom',
  }))
  if (mode === 'replace') assertReplaceable(conflicts, names)

  const mayChange = mode === 'replace' || (mode === 'ensure' && conflicts.length === 0)
  const add = mayChange ? missing : []
  const replace = mode === 'replace' ? differing : []
  const report: ReconcileReport = {
    mode,
    desired,
    existing: [...existing],
    missing,
    conflicts,
    added: add,
    replaced: replace,
    unchanged,
    warnings: [],
  }
  return { add, replace, report }
}

function assertAskable(
  { mode, names, confirm }: { mode: string; names: readonly string[]; confirm: boolean },
  declared: readonly DeclaredSearchAttribute[],
): void {
  const known = new Set(declared.map(({ name }) => name))
  const unknown = names.filter((name) => !known.has(name))
  if (unknown.length > 0) {
    const errors = unknown.map((name) => ({
      pointer: `/attributes/${names.indexOf(name)}`,
      detail: 'is declared by no workflow type',
    }))
    throw refused(`unknown registered search attributes: ${unknown.join(', ')}`, errors)
  }
  if (mode !== 'replace') return
  if (!confirm) {
    const detail = 'must be true: values stored under the old type are lost'
    throw refused('replace mode requires confirm=true', [{ pointer: '/confirm', detail }])
  }
  if (names.length === 0) {
    const detail = 'must name what to replace'
    const error = { pointer: '/attributes', detail }
    throw refused('replace mode requires an explicit attributes list', [error])
  }
}

function assertReplaceable(
  conflicts: ReconcileReport['conflicts'],
  names: readonly string[],
): void {
  const system = conflicts.filter(({ source }) => source === 'system').map(({ name }) => name)
  if (system.length === 0) return
  const errors = system.map((name) => ({
    pointer: `/attributes/${names.indexOf(name)}`,
    detail: "is Temporal's own",
  }))
  throw refused(`cannot replace system search attributes: ${system.join(', ')}`, errors)
}

function refused(detail: string, errors: readonly ProblemError[]): Problem {
  return new Problem('validation-failed', detail, { errors })
}
