import { canonicalJson } from '@temporal-registry/contract/canonical-json'
import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import type {
  ExportedDefinition,
  ImportedItem,
} from '@temporal-registry/contract/activity-definition-transfer'
import type { DefinitionFinding } from '@temporal-registry/contract/activity-definitions'
import { Problem } from '@temporal-registry/contract/problem'
import { createLastUsed } from '../../platform/last-used.ts'
import type { Log } from '../../platform/log.ts'
import { isUuid } from '../../platform/uuid-v7.ts'
import { createActiveDefinitions, type ActiveDefinitions } from './active-definitions.ts'
import { etagOf } from './answers.ts'
import type { CheckOptions, DefinitionCheck } from './checks/check.ts'
import type { Findings } from './checks/findings.ts'
import { createImport } from './importing.ts'
import type {
  DefinitionFilter,
  DefinitionRows,
  DefinitionState,
  DefinitionStore,
  StoredDefinition,
  StoredVersion,
} from './store.ts'

export type { ActiveDefinitions } from './active-definitions.ts'
export type { StoredDefinition, StoredVersion } from './store.ts'

/** Who writes a definition, and on what condition. */
export interface WriteContext extends CheckOptions {
  readonly actor: string
  /** Of an earlier answer: what changed since is refused. */
  readonly etag?: string | undefined
  /** Refuses to change one that is there. */
  readonly isNew?: boolean
}

/** A definition as it was written, or as it stood already. */
export interface WrittenDefinition {
  readonly outcome: 'created' | 'updated' | 'unchanged'
  readonly stored: StoredDefinition
  readonly warnings: readonly DefinitionFinding[]
}

/** The activity definitions of a namespace. The room's only door; `ref` is a name or an id. */
export interface Definitions {
  /** Those that can match, in memory. */
  readonly active: ActiveDefinitions
  /** @throws Problem `activity-definition-invalid`, `activity-definition-exists` */
  create(
    body: ActivityDefinitionBody,
    context: WriteContext & { readonly isEnabled: boolean },
  ): Promise<WrittenDefinition>
  /** @throws Problem as `create`, `activity-definition-not-found`, `activity-definition-changed` */
  put(ref: string, body: ActivityDefinitionBody, context: WriteContext): Promise<WrittenDefinition>
  /** @throws Problem `activity-definition-not-found` */
  get(ref: string): Promise<StoredDefinition>
  list(
    filter: DefinitionFilter,
    page: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<readonly StoredDefinition[]>
  /** @throws Problem `activity-definition-not-found`, `activity-definition-changed` */
  remove(ref: string, context: Pick<WriteContext, 'actor' | 'etag'>): Promise<void>
  /** The newest first. @throws Problem `activity-definition-not-found` */
  versions(
    ref: string,
    page: { readonly limit: number; readonly before?: number | undefined },
  ): Promise<{ readonly stored: StoredDefinition; readonly versions: readonly StoredVersion[] }>
  /** @throws Problem `activity-definition-not-found`, `activity-definition-version-not-found` */
  version(
    ref: string,
    version: number,
  ): Promise<{ readonly stored: StoredDefinition; readonly version: StoredVersion }>
  /** What a version says, also of a definition that is gone. @throws Problem `activity-definition-version-not-found` */
  bodyOf(id: string, version: number): Promise<ActivityDefinitionBody>
  /** Makes a new version that says what an earlier one said. @throws Problem as `put` and `version` */
  activate(ref: string, version: number, context: WriteContext): Promise<WrittenDefinition>
  /** @throws Problem `activity-definition-not-found` */
  setEnabled(ref: string, isEnabled: boolean, actor: string): Promise<StoredDefinition>
  /** One that is paused already stays as it is. @throws Problem `activity-definition-not-found` */
  pause(ref: string, reason: string, actor: string): Promise<StoredDefinition>
  /**
   * Says since when it was paused, for whoever catches up on what was missed.
   *
   * @throws Problem `activity-definition-not-found`
   */
  resume(
    ref: string,
    actor: string,
  ): Promise<{ readonly stored: StoredDefinition; readonly pausedAt: Date | null }>
  /** Says all that is wrong with a body of any shape; stores nothing. */
  readonly check: DefinitionCheck
  export(labels: readonly string[]): Promise<readonly ExportedDefinition[]>
  import(
    items: readonly unknown[],
    context: Pick<WriteContext, 'actor' | 'allowsUnregistered'> & { readonly isDryRun: boolean },
  ): Promise<readonly ImportedItem[]>
  /** Begins to follow what other replicas write. */
  start(): void
  close(): void
}

/** Versions whose bodies are remembered, because runs ask for them again and again. */
const keptBodies = 500
/** Definitions that an export reads at once. */
const exportedAtOnce = 500

export function createDefinitions(deps: {
  readonly store: DefinitionStore
  readonly check: DefinitionCheck
  readonly log: Log
  readonly now: () => Date
}): Definitions {
  const { store, check, now } = deps
  const active = createActiveDefinitions(deps)
  const bodies = createLastUsed<Promise<ActivityDefinitionBody>>(keptBodies)

  /** Changes rows, and lets this replica see it before the caller is answered. */
  async function change<R>(actor: string, work: (rows: DefinitionRows) => Promise<R>): Promise<R> {
    const changed = await store.change({ actor, at: now() }, work)
    await active.upToDate()
    return changed
  }

  async function get(ref: string): Promise<StoredDefinition> {
    return (await store.find(ref)) ?? notFound(ref)
  }

  async function getIn(rows: DefinitionRows, ref: string): Promise<StoredDefinition> {
    return (await rows.find(ref)) ?? notFound(ref)
  }

  async function assertValid(
    body: ActivityDefinitionBody,
    options: CheckOptions,
  ): Promise<Findings['warnings']> {
    const { errors, warnings } = await check(body, options)
    const [first] = errors
    if (!first) return warnings
    const rest = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`
    throw new Problem(
      'activity-definition-invalid',
      `${first.pointer || 'The definition'}: ${first.detail}${rest}`,
      { errors },
    )
  }

  async function revise(
    rows: DefinitionRows,
    stored: StoredDefinition,
    next: { readonly body: ActivityDefinitionBody; readonly action?: string },
  ): Promise<Omit<WrittenDefinition, 'warnings'>> {
    if (isSameBody(stored.body, next.body)) return { outcome: 'unchanged', stored }
    if (next.body.name !== stored.name && (await rows.find(next.body.name))) {
      throw nameTaken(next.body.name)
    }
    const revised = await rows.revise(stored, next.body, next.action)
    return { outcome: 'updated', stored: revised }
  }

  /** Writes only where it would change anything. */
  function setState(
    ref: string,
    actor: string,
    next: {
      readonly action: string
      readonly of: (stored: StoredDefinition) => Partial<DefinitionState> | undefined
    },
  ): Promise<{ readonly before: StoredDefinition; readonly stored: StoredDefinition }> {
    return change(actor, async (rows) => {
      const before = await getIn(rows, ref)
      const state = next.of(before)
      return {
        before,
        stored: state ? await rows.setState(before, state, next.action) : before,
      }
    })
  }

  async function readBody(id: string, number: number): Promise<ActivityDefinitionBody> {
    const found = await store.findVersion(id, number)
    if (found) return found.body
    const detail = `There is no version ${number} of «${id}» any more`
    throw new Problem('activity-definition-version-not-found', detail)
  }

  async function version(ref: string, number: number) {
    const stored = await get(ref)
    const found = await store.findVersion(stored.id, number)
    if (found) return { stored, version: found }
    throw new Problem(
      'activity-definition-version-not-found',
      `«${stored.name}» has no version ${number}; the one in force is ${stored.version}`,
      { version: stored.version },
    )
  }

  return {
    active,
    check,
    get,
    version,
    list: store.list,
    async create(body, { actor, isEnabled, ...options }) {
      const warnings = await assertValid(body, options)
      const written = await change(actor, async (rows) => {
        const stored = await rows.find(body.name)
        if (!stored) {
          const state = { enabled: isEnabled, paused_at: null, pause_reason: null }
          return { outcome: 'created' as const, stored: await rows.insert(body, state) }
        }
        if (!isSameBody(stored.body, body)) throw nameTaken(body.name)
        return { outcome: 'unchanged' as const, stored }
      })
      return { ...written, warnings }
    },
    async put(ref, body, { actor, etag, isNew, ...options }) {
      if (!isUuid(ref) && body.name !== ref) {
        const detail = `must be «${ref}», as in the path; a definition is renamed by its id`
        throw new Problem('validation-failed', `/name ${detail}`, {
          errors: [{ pointer: '/name', detail }],
        })
      }
      const warnings = await assertValid(body, options)
      const written = await change(actor, async (rows) => {
        const stored = await rows.find(ref)
        assertUnchanged(stored, etag)
        if (stored && isNew) throw changed('It is there already', stored)
        if (stored) return revise(rows, stored, { body })
        if (isUuid(ref)) notFound(ref)
        const state = { enabled: true, paused_at: null, pause_reason: null }
        return { outcome: 'created' as const, stored: await rows.insert(body, state) }
      })
      return { ...written, warnings }
    },
    remove: (ref, { actor, etag }) =>
      change(actor, async (rows) => {
        const stored = await getIn(rows, ref)
        assertUnchanged(stored, etag)
        await rows.remove(stored)
      }),
    async versions(ref, page) {
      const stored = await get(ref)
      return { stored, versions: await store.versions(stored.id, page) }
    },
    async activate(ref, number, { actor, etag, ...options }) {
      const earlier = await version(ref, number)
      const { body } = earlier.version
      const warnings = await assertValid(body, options)
      const written = await change(actor, async (rows) => {
        const stored = await getIn(rows, earlier.stored.id)
        assertUnchanged(stored, etag)
        return revise(rows, stored, { body, action: 'definition.activate' })
      })
      return { ...written, warnings }
    },
    bodyOf(id, number) {
      // A version never changes.
      const key = `${id} ${number}`
      return bodies.get(key, () => {
        const body = readBody(id, number)
        body.catch(() => bodies.forget(key))
        return body
      })
    },
    async setEnabled(ref, isEnabled, actor) {
      const { stored } = await setState(ref, actor, {
        action: isEnabled ? 'definition.enable' : 'definition.disable',
        of: ({ enabled }) => (enabled === isEnabled ? undefined : { enabled: isEnabled }),
      })
      return stored
    },
    async pause(ref, reason, actor) {
      const { stored } = await setState(ref, actor, {
        action: 'definition.pause',
        of: (one) => (one.paused_at ? undefined : { paused_at: now(), pause_reason: reason }),
      })
      return stored
    },
    async resume(ref, actor) {
      const { before, stored } = await setState(ref, actor, {
        action: 'definition.resume',
        of: (one) => (one.paused_at ? { paused_at: null, pause_reason: null } : undefined),
      })
      return { stored, pausedAt: before.paused_at }
    },
    async export(label) {
      const all: StoredDefinition[] = []
      for (;;) {
        const after = all.at(-1)?.name
        const page = await store.list({ label }, { limit: exportedAtOnce, after })
        all.push(...page)
        if (page.length < exportedAtOnce) break
      }
      return all.map(({ body, enabled, pause_reason: reason }) => ({
        definition: body,
        enabled,
        ...(reason === null ? {} : { pause_reason: reason }),
      }))
    },
    import: createImport({ check, find: store.find, change, now }),
    start: active.start,
    close: active.close,
  }
}

/** For definitions that may be gone: nothing, where there is no such one. */
export function unlessGone(error: unknown): undefined {
  if (!(error instanceof Problem) || error.code !== 'activity-definition-not-found') throw error
  return undefined
}

function isSameBody(one: ActivityDefinitionBody, other: ActivityDefinitionBody): boolean {
  return canonicalJson(one) === canonicalJson(other)
}

/** @throws Problem `activity-definition-changed` unless it is as the caller has seen it. */
function assertUnchanged(stored: StoredDefinition | undefined, etag: string | undefined): void {
  if (etag === undefined) return
  if (stored && (etag === '*' || etag.replace(/^W\//, '') === etagOf(stored))) return
  const detail = stored
    ? `It was changed at ${stored.updated_at.toISOString()}; its version is ${stored.version}`
    : 'It is not there'
  throw changed(detail, stored)
}

function changed(detail: string, stored: StoredDefinition | undefined): Problem {
  return new Problem('activity-definition-changed', detail, {
    ...(stored ? { version: stored.version, etag: etagOf(stored) } : {}),
  })
}

function notFound(ref: string): never {
  throw new Problem('activity-definition-not-found', `There is no activity definition «${ref}»`)
}

function nameTaken(name: string): Problem {
  return new Problem('activity-definition-exists', `«${name}» is another activity definition`, {
    errors: [{ pointer: '/name', detail: 'is taken' }],
  })
}
