import type {
  ActivityDefinitionBody,
  TriggerKind,
} from '@temporal-registry/contract/activity-definition'
import { sql, type ExpressionBuilder, type Selectable, type Transaction } from 'kysely'
import type { Tables } from '../../platform/database/database.ts'
import { hasLabel } from '../../platform/database/labels.ts'
import { isUuid, uuidV7 } from '../../platform/uuid-v7.ts'
import { writeAudit, type AuditTables } from '../audit/store.ts'

interface DefinitionTable {
  id: string
  namespace: string
  name: string
  version: number
  trigger_kind: TriggerKind
  enabled: boolean
  paused_at: Date | null
  pause_reason: string | null
  labels: Record<string, string>
  created_at: Date
  updated_at: Date
  revision: number
}

interface VersionTable {
  definition_id: string
  version: number
  body: ActivityDefinitionBody
  created_at: Date
  created_by: string | null
}

export interface DefinitionTables extends AuditTables {
  activity_definitions: DefinitionTable
  activity_definition_versions: VersionTable
  definition_revisions: { namespace: string; revision: number }
}

/** A definition with what it says in the version in force. */
export type StoredDefinition = Selectable<Omit<DefinitionTable, 'namespace'>> & {
  readonly body: ActivityDefinitionBody
}

export type StoredVersion = Selectable<Omit<VersionTable, 'definition_id'>>

/** What changes of a definition when its body does not. */
export type DefinitionState = Pick<DefinitionTable, 'enabled' | 'paused_at' | 'pause_reason'>

export interface DefinitionFilter {
  readonly q?: string | undefined
  readonly label?: readonly string[] | undefined
  readonly trigger_kind?: TriggerKind | undefined
  readonly enabled?: boolean | undefined
  readonly paused?: boolean | undefined
}

/** Who changes, and when. */
export interface Change {
  readonly actor: string
  readonly at: Date
}

/** The rows as one change sees and writes them; nobody else changes definitions of the namespace meanwhile. */
export interface DefinitionRows {
  find(ref: string): Promise<StoredDefinition | undefined>
  insert(body: ActivityDefinitionBody, state: DefinitionState): Promise<StoredDefinition>
  /** Makes a new version of it. */
  revise(
    stored: StoredDefinition,
    body: ActivityDefinitionBody,
    action?: string,
  ): Promise<StoredDefinition>
  setState(
    stored: StoredDefinition,
    state: Partial<DefinitionState>,
    action: string,
  ): Promise<StoredDefinition>
  remove(stored: StoredDefinition): Promise<void>
}

/** What became of the enabled definitions since a revision. */
export interface DefinitionChanges {
  readonly revision: number
  /** Those written since, disabled ones too. */
  readonly written: readonly StoredDefinition[]
  /** Ids of all that are enabled. */
  readonly enabledIds: readonly string[]
}

export interface DefinitionStore {
  find(ref: string): Promise<StoredDefinition | undefined>
  list(
    filter: DefinitionFilter,
    page: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<readonly StoredDefinition[]>
  /** The newest first. */
  versions(
    id: string,
    page: { readonly limit: number; readonly before?: number | undefined },
  ): Promise<readonly StoredVersion[]>
  findVersion(id: string, version: number): Promise<StoredVersion | undefined>
  /** Changes definitions, one change at a time in a namespace; `work` may run again, as a transaction's. */
  change<R>(change: Change, work: (rows: DefinitionRows) => Promise<R>): Promise<R>
  /** Nothing where nothing was written since. */
  changesSince(revision: number): Promise<DefinitionChanges | undefined>
}

/** Rows a statement reads at most where all that changed are wanted. */
const readAtOnce = 1_000

const definitionColumns = [
  'd.id',
  'd.name',
  'd.version',
  'd.trigger_kind',
  'd.enabled',
  'd.paused_at',
  'd.pause_reason',
  'd.labels',
  'd.created_at',
  'd.updated_at',
  'd.revision',
] as const

const jsonb = (value: unknown) => sql<never>`${JSON.stringify(value)}::jsonb`
/** Keeps the order of members, as people wrote them. */
const json = (value: unknown) => sql<never>`${JSON.stringify(value)}::json`

/** Keeps the definitions of one namespace, each with its versions. */
export function createDefinitionStore(
  tables: Tables<DefinitionTables>,
  namespace: string,
): DefinitionStore {
  const { query, transaction } = tables
  type Db = Pick<Transaction<DefinitionTables>, 'selectFrom'>

  const select = (db: Db) =>
    db
      .selectFrom('activity_definitions as d')
      .innerJoin('activity_definition_versions as v', (join) =>
        join.onRef('v.definition_id', '=', 'd.id').onRef('v.version', '=', 'd.version'),
      )
      .where('d.namespace', '=', namespace)
      .select(definitionColumns)
      .select('v.body')

  const findIn = (db: Db, ref: string): Promise<StoredDefinition | undefined> =>
    select(db)
      .where(isUuid(ref) ? 'd.id' : 'd.name', '=', ref)
      .executeTakeFirst()

  /** Takes the namespace's next revision; whoever comes next waits here until this change is over. */
  async function nextRevision(trx: Transaction<DefinitionTables>): Promise<number> {
    const { revision } = await trx
      .insertInto('definition_revisions')
      .values({ namespace, revision: 1 })
      .onConflict((conflict) =>
        conflict
          .column('namespace')
          .doUpdateSet({ revision: sql`definition_revisions.revision + 1` }),
      )
      .returning('revision')
      .executeTakeFirstOrThrow()
    return revision
  }

  function rowsOf(
    trx: Transaction<DefinitionTables>,
    { actor, at }: Change,
    revision: number,
  ): DefinitionRows {
    const audit = (action: string, { id, name }: StoredDefinition, version: number) =>
      writeAudit(trx, {
        ...{ namespace, at, actor, action },
        subject: `definition:${id}`,
        details: { name, version },
      })

    const insertVersion = (id: string, version: number, body: ActivityDefinitionBody) =>
      trx
        .insertInto('activity_definition_versions')
        .values({ definition_id: id, version, body: json(body), created_at: at, created_by: actor })
        .execute()

    async function update(
      { id }: StoredDefinition,
      members: Partial<Omit<DefinitionTable, 'labels'>> & { labels?: unknown },
    ): Promise<void> {
      const { labels, ...others } = members
      await trx
        .updateTable('activity_definitions')
        .set({
          ...others,
          ...(labels === undefined ? {} : { labels: jsonb(labels) }),
          updated_at: at,
          revision,
        })
        .where('id', '=', id)
        .execute()
    }

    return {
      find: (ref) => findIn(trx, ref),
      async insert(body, state) {
        const labels = body.labels ?? {}
        const row = {
          ...{ id: uuidV7(), name: body.name, version: 1, trigger_kind: triggerKindOf(body) },
          ...state,
          ...{ created_at: at, updated_at: at, revision },
        }
        await trx
          .insertInto('activity_definitions')
          .values({ ...row, namespace, labels: jsonb(labels) })
          .execute()
        await insertVersion(row.id, 1, body)
        const stored = { ...row, labels, body }
        await audit('definition.create', stored, 1)
        return stored
      },
      async revise(stored, body, action = 'definition.put') {
        const version = stored.version + 1
        const labels = body.labels ?? {}
        await insertVersion(stored.id, version, body)
        const changed = { name: body.name, version, trigger_kind: triggerKindOf(body), labels }
        await update(stored, changed)
        const revised = { ...stored, ...changed, updated_at: at, revision, body }
        await audit(action, revised, version)
        return revised
      },
      async setState(stored, state, action) {
        await update(stored, state)
        const changed = { ...stored, ...state, updated_at: at, revision }
        await audit(action, changed, stored.version)
        return changed
      },
      async remove(stored) {
        await trx.deleteFrom('activity_definitions').where('id', '=', stored.id).execute()
        await audit('definition.delete', stored, stored.version)
      },
    }
  }

  async function writtenSince(revision: number): Promise<readonly StoredDefinition[]> {
    const found: StoredDefinition[] = []
    for (let last: StoredDefinition | undefined; ; last = found.at(-1)) {
      const after = { revision: last?.revision ?? revision, id: last?.id }
      const rows = await query((db) =>
        select(db)
          .where((where) => isAfter(where, after))
          .orderBy('d.revision')
          .orderBy('d.id')
          .limit(readAtOnce)
          .execute(),
      )
      found.push(...rows)
      if (rows.length < readAtOnce) return found
    }
  }

  return {
    find: (ref) => query((db) => findIn(db, ref)),
    list(filter, { limit, after }) {
      const { q, label = [], trigger_kind: kind, enabled, paused } = filter
      return query((db) => {
        let rows = select(db).orderBy('d.name').limit(limit)
        if (after !== undefined) rows = rows.where('d.name', '>', after)
        if (kind !== undefined) rows = rows.where('d.trigger_kind', '=', kind)
        if (enabled !== undefined) rows = rows.where('d.enabled', '=', enabled)
        if (paused !== undefined) rows = rows.where('d.paused_at', paused ? 'is not' : 'is', null)
        for (const selector of label) rows = rows.where(hasLabel(sql`d.labels`, selector))
        if (q !== undefined) {
          const text = sql`lower(concat_ws(E'\n', d.name, v.body->>'description', v.body->>'owner'))`
          rows = rows.where(sql<boolean>`position(lower(${q}) in ${text}) > 0`)
        }
        return rows.execute()
      })
    },
    versions: (id, { limit, before }) =>
      query((db) => {
        const rows = db
          .selectFrom('activity_definition_versions')
          .select(['version', 'body', 'created_at', 'created_by'])
          .where('definition_id', '=', id)
          .orderBy('version', 'desc')
          .limit(limit)
        return (before === undefined ? rows : rows.where('version', '<', before)).execute()
      }),
    findVersion: (id, version) =>
      query((db) =>
        db
          .selectFrom('activity_definition_versions')
          .select(['version', 'body', 'created_at', 'created_by'])
          .where('definition_id', '=', id)
          .where('version', '=', version)
          .executeTakeFirst(),
      ),
    change: (change, work) =>
      transaction(async (trx) => work(rowsOf(trx, change, await nextRevision(trx)))),
    async changesSince(seen) {
      const current = await query((db) =>
        db
          .selectFrom('definition_revisions')
          .select('revision')
          .where('namespace', '=', namespace)
          .executeTakeFirst(),
      )
      const revision = current?.revision ?? 0
      if (revision === seen) return undefined
      // What is written between these statements is read again with the next revision.
      const written = await writtenSince(seen)
      const enabled = await query((db) =>
        db
          .selectFrom('activity_definitions')
          .select('id')
          .where('namespace', '=', namespace)
          .where('enabled', '=', true)
          .execute(),
      )
      return { revision, written, enabledIds: enabled.map(({ id }) => id) }
    },
  }
}

type Joined = { d: DefinitionTable; v: VersionTable }

function isAfter(
  where: ExpressionBuilder<Joined, 'd' | 'v'>,
  { revision, id }: { readonly revision: number; readonly id: string | undefined },
) {
  const isLater = where('d.revision', '>', revision)
  if (id === undefined) return isLater
  return where.or([
    isLater,
    where.and([where('d.revision', '=', revision), where('d.id', '>', id)]),
  ])
}

function triggerKindOf({ trigger }: ActivityDefinitionBody): TriggerKind {
  if (trigger.event) return 'event'
  return trigger.schedule ? 'schedule' : 'manual'
}
