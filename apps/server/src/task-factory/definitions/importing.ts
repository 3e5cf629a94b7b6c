import { pointerToken } from '@temporal-registry/contract/json-pointer'
import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import { canonicalJson } from '@temporal-registry/contract/canonical-json'
import type { ImportedItem } from '@temporal-registry/contract/activity-definition-transfer'
import type { DefinitionFinding } from '@temporal-registry/contract/activity-definitions'
import type { DefinitionCheck } from './checks/check.ts'
import type { Findings } from './checks/findings.ts'
import type { DefinitionRows, DefinitionState, StoredDefinition } from './store.ts'

/** Definitions that are checked at once, and that are written in one transaction. */
const atOnce = { checked: 16, written: 100 }

/** One of a document. A state that is absent is left as it is, or begins enabled. */
interface Entry {
  readonly body: Readonly<Record<string, unknown>>
  /** Where the body stands in the entry. */
  readonly at: '' | '/definition'
  readonly state: { readonly enabled: boolean; readonly pauseReason: string | null } | undefined
  readonly faults: readonly DefinitionFinding[]
}

interface Checked extends Findings {
  readonly entry: Entry
  readonly name: string | null
}

export type Import = (
  items: readonly unknown[],
  context: {
    readonly actor: string
    readonly allowsUnregistered: boolean
    readonly isDryRun: boolean
  },
) => Promise<readonly ImportedItem[]>

/** Stores each definition of a document that is valid, under its name; the others are refused, each by itself. */
export function createImport(deps: {
  readonly check: DefinitionCheck
  readonly find: (name: string) => Promise<StoredDefinition | undefined>
  readonly change: <R>(actor: string, work: (rows: DefinitionRows) => Promise<R>) => Promise<R>
  readonly now: () => Date
}): Import {
  const { check, find, change, now } = deps

  async function checkOne(item: unknown, allowsUnregistered: boolean): Promise<Checked> {
    const entry = readEntry(item)
    const { errors, warnings } = await check(entry.body, { allowsUnregistered })
    const placed = (findings: Findings['errors']) =>
      findings.map(({ pointer, detail }) => ({ pointer: entry.at + pointer, detail }))
    const { name } = entry.body
    return {
      entry,
      name: typeof name === 'string' ? name : null,
      errors: [...entry.faults, ...placed(errors)],
      warnings: placed(warnings),
    }
  }

  async function write(rows: DefinitionRows, checked: Checked): Promise<ImportedItem> {
    const { body, state } = validEntry(checked)
    const stored = await rows.find(body.name)
    if (!stored) {
      const { version } = await rows.insert(body, stateOf(state, undefined, now()))
      return itemOf(checked, 'created', version)
    }
    const outcome = outcomeFor(stored, checked)
    const revised = isSame(stored.body, body)
      ? stored
      : await rows.revise(stored, body, 'definition.import')
    if (state && !isSameState(stored, state)) {
      await rows.setState(revised, stateOf(state, stored, now()), 'definition.import')
    }
    return itemOf(checked, outcome, revised.version)
  }

  async function foresee(checked: Checked): Promise<ImportedItem> {
    const stored = await find(validEntry(checked).body.name)
    if (!stored) return itemOf(checked, 'created', 1)
    const outcome = outcomeFor(stored, checked)
    const isRevised = !isSame(stored.body, checked.entry.body)
    return itemOf(checked, outcome, stored.version + (isRevised ? 1 : 0))
  }

  return async (items, { actor, allowsUnregistered, isDryRun }) => {
    const checked = await inChunks(items, atOnce.checked, (some) =>
      Promise.all(some.map((item) => checkOne(item, allowsUnregistered))),
    )
    const distinct = withoutRepeats(checked)
    return inChunks(distinct, atOnce.written, (some) => {
      const each = async (one: Checked, store: (valid: Checked) => Promise<ImportedItem>) =>
        one.errors.length > 0 ? itemOf(one, 'refused', null) : store(one)
      if (isDryRun) return inOrder(some, (one) => each(one, foresee))
      return change(actor, (rows) =>
        inOrder(some, (one) => each(one, (valid) => write(rows, valid))),
      )
    })
  }
}

function readEntry(item: unknown): Entry {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    const faults = [{ pointer: '', detail: 'must be an object' }]
    return { body: {}, at: '', state: undefined, faults }
  }
  const record = item as Record<string, unknown>
  const { definition, enabled = true, pause_reason: pauseReason = null, ...others } = record
  if (typeof definition !== 'object' || definition === null || Array.isArray(definition)) {
    return { body: record, at: '', state: undefined, faults: [] }
  }
  const isReason = typeof pauseReason === 'string' && /^.{1,1000}$/s.test(pauseReason)
  const faults = [
    ...Object.keys(others).map((name) => ({
      pointer: `/${pointerToken(name)}`,
      detail: 'is not a member this operation knows',
    })),
    ...(typeof enabled === 'boolean'
      ? []
      : [{ pointer: '/enabled', detail: 'must be true or false' }]),
    ...(pauseReason === null || isReason
      ? []
      : [{ pointer: '/pause_reason', detail: 'must be text of 1 to 1,000 characters' }]),
  ]
  return {
    body: definition as Record<string, unknown>,
    at: '/definition',
    state: { enabled: enabled === true, pauseReason: isReason ? pauseReason : null },
    faults,
  }
}

/** Of two definitions with one name the second is refused: which of them is meant cannot be known. */
function withoutRepeats(all: readonly Checked[]): readonly Checked[] {
  const seen = new Set<string>()
  return all.map((one) => {
    if (one.name === null || !seen.has(one.name)) {
      if (one.name !== null) seen.add(one.name)
      return one
    }
    const fault = { pointer: `${one.entry.at}/name`, detail: `«${one.name}» is there twice` }
    return { ...one, errors: [...one.errors, fault] }
  })
}

function validEntry({ entry }: Checked): {
  readonly body: ActivityDefinitionBody
  readonly state: Entry['state']
} {
  // It has no errors: its shape is the contract's.
  return { body: entry.body as unknown as ActivityDefinitionBody, state: entry.state }
}

function outcomeFor(stored: StoredDefinition, { entry }: Checked): 'updated' | 'unchanged' {
  const isKept =
    isSame(stored.body, entry.body) && (!entry.state || isSameState(stored, entry.state))
  return isKept ? 'unchanged' : 'updated'
}

function isSame(one: unknown, other: unknown): boolean {
  return canonicalJson(one) === canonicalJson(other)
}

function isSameState(stored: StoredDefinition, state: NonNullable<Entry['state']>): boolean {
  return stored.enabled === state.enabled && stored.pause_reason === state.pauseReason
}

function stateOf(
  state: Entry['state'],
  stored: StoredDefinition | undefined,
  now: Date,
): DefinitionState {
  const { enabled = true, pauseReason = null } = state ?? {}
  return {
    enabled,
    paused_at: pauseReason === null ? null : (stored?.paused_at ?? now),
    pause_reason: pauseReason,
  }
}

function itemOf(
  { name, errors, warnings }: Checked,
  outcome: ImportedItem['outcome'],
  version: number | null,
): ImportedItem {
  return { name, outcome, version, errors: [...errors], warnings: [...warnings] }
}

async function inOrder<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (const item of items) done.push(await work(item))
  return done
}

async function inChunks<T, R>(
  items: readonly T[],
  size: number,
  work: (chunk: readonly T[]) => Promise<readonly R[]>,
): Promise<readonly R[]> {
  const done: R[] = []
  for (let at = 0; at < items.length; at += size) {
    done.push(...(await work(items.slice(at, at + size))))
  }
  return done
}
