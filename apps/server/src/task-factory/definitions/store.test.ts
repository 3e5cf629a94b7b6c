import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { createDefinitionStore, type DefinitionTables } from './store.ts'

const database = await openTestDatabase()
const tables = database.of<DefinitionTables>()
const store = createDefinitionStore(tables, 'default')
const at = new Date('2026-11-21T12:00:00.000Z')
const change = { actor: 'alice', at }
const enabled = { enabled: true, paused_at: null, pause_reason: null }

const bodyOf = (name: string, more: Partial<ActivityDefinitionBody> = {}) =>
  ({
    name,
    trigger: { event: { types: ['order.created'] } },
    tasks: [{ name: 'tell', notify: { channel: 'mail', text: 'Hello' } }],
    ...more,
  }) satisfies ActivityDefinitionBody

const insert = (body: ActivityDefinitionBody, of = store) =>
  of.change(change, (rows) => rows.insert(body, enabled))

test('a definition is found by name and by id, with what it says', async () => {
  const body = bodyOf('orders', { labels: { team: 'shop' }, description: 'Orders' })

  const inserted = await insert(body)

  expect(await store.find('orders')).toEqual(inserted)
  // Members too are in the order in which they were written.
  expect(JSON.stringify((await store.find('orders'))?.body)).toBe(JSON.stringify(body))
  expect(await store.find(inserted.id)).toEqual(inserted)
  expect(inserted).toMatchObject({ version: 1, trigger_kind: 'event', body, created_at: at })
  expect(await store.find('others')).toBeUndefined()
})

test('each version keeps what it said, and who wrote it', async () => {
  const first = await insert(bodyOf('orders'))
  const later = { actor: 'bob', at: new Date(at.getTime() + 1_000) }
  const second = bodyOf('orders', { condition: 'true' })

  const revised = await store.change(later, (rows) => rows.revise(first, second))

  expect(revised).toMatchObject({ version: 2, body: second, updated_at: later.at })
  expect(await store.find('orders')).toEqual(revised)
  expect(await store.findVersion(first.id, 1)).toEqual({
    version: 1,
    body: bodyOf('orders'),
    created_at: at,
    created_by: 'alice',
  })
  const versions = await store.versions(first.id, { limit: 10 })
  expect(versions.map(({ version, created_by }) => [version, created_by])).toEqual([
    [2, 'bob'],
    [1, 'alice'],
  ])
  expect(await store.versions(first.id, { limit: 10, before: 2 })).toHaveLength(1)
})

test('what is refused within a change leaves no row, no version and no line in the audit log', async () => {
  const refused = store.change(change, async (rows) => {
    await rows.insert(bodyOf('orders'), enabled)
    throw new Error('refused')
  })

  await expect(refused).rejects.toThrow('refused')
  expect(await store.find('orders')).toBeUndefined()
  const rows = await tables.query((db) => db.selectFrom('audit_log').selectAll().execute())
  expect(rows).toEqual([])
})

test('every change is in the audit log with its actor', async () => {
  const stored = await insert(bodyOf('orders'))
  await store.change(change, async (rows) => {
    const paused = { paused_at: at, pause_reason: 'stock-taking' }
    await rows.setState(stored, paused, 'definition.pause')
    await rows.remove(stored)
  })

  const rows = await tables.query((db) =>
    db.selectFrom('audit_log').selectAll().orderBy('id').execute(),
  )

  expect(rows.map(({ action }) => action)).toEqual([
    'definition.create',
    'definition.pause',
    'definition.delete',
  ])
  expect(rows[0]).toMatchObject({
    namespace: 'default',
    actor: 'alice',
    subject: `definition:${stored.id}`,
    details: { name: 'orders', version: 1 },
  })
})

test('a deleted definition is gone and its name is free; what it said is kept for its runs', async () => {
  const stored = await insert(bodyOf('orders'))

  await store.change(change, (rows) => rows.remove(stored))

  expect(await store.find('orders')).toBeUndefined()
  expect((await store.findVersion(stored.id, 1))?.body).toEqual(bodyOf('orders'))
  expect((await insert(bodyOf('orders'))).id).not.toBe(stored.id)
})

test('a list is narrowed by text, labels, trigger and state, and read page by page', async () => {
  await insert(bodyOf('a-orders', { labels: { team: 'shop', tier: '1' } }))
  await insert(bodyOf('b-digest', { trigger: { manual: {} }, owner: 'Ops_50%' }))
  const paused = await insert(bodyOf('c-stock', { labels: { team: 'stock' } }))
  await store.change(change, (rows) =>
    rows.setState(paused, { enabled: false, paused_at: at, pause_reason: 'x' }, 'pause'),
  )
  const names = async (filter: Parameters<typeof store.list>[0], page = { limit: 10 }) =>
    (await store.list(filter, page)).map(({ name }) => name)

  expect(await names({})).toEqual(['a-orders', 'b-digest', 'c-stock'])
  expect(await names({}, { limit: 2 })).toEqual(['a-orders', 'b-digest'])
  expect(await names({}, { ...{ limit: 2, after: 'b-digest' } })).toEqual(['c-stock'])
  expect(await names({ q: 'ops_50%' })).toEqual(['b-digest'])
  expect(await names({ label: ['team'] })).toEqual(['a-orders', 'c-stock'])
  expect(await names({ label: ['team=shop', 'tier'] })).toEqual(['a-orders'])
  expect(await names({ trigger_kind: 'manual' })).toEqual(['b-digest'])
  expect(await names({ enabled: false })).toEqual(['c-stock'])
  expect(await names({ paused: false })).toEqual(['a-orders', 'b-digest'])
})

test('namespaces do not see each other', async () => {
  const other = createDefinitionStore(tables, 'other')
  const stored = await insert(bodyOf('orders'))
  const twin = await insert(bodyOf('orders'), other)

  expect(await other.find(stored.id)).toBeUndefined()
  expect(await other.find('orders')).toEqual(twin)
  expect((await other.list({}, { limit: 10 })).map(({ id }) => id)).toEqual([twin.id])
  expect((await other.changesSince(0))?.enabledIds).toEqual([twin.id])
})

test('what changed since a revision is told once, deletions too', async () => {
  expect(await store.changesSince(0)).toBeUndefined()
  const first = await insert(bodyOf('a'))
  const second = await insert(bodyOf('b'))

  const begun = await store.changesSince(0)
  expect(begun?.written.map(({ name }) => name)).toEqual(['a', 'b'])
  expect(await store.changesSince(begun?.revision ?? 0)).toBeUndefined()

  await store.change(change, async (rows) => {
    await rows.remove(first)
    await rows.setState(second, { enabled: false }, 'definition.disable')
  })
  const after = await store.changesSince(begun?.revision ?? 0)
  expect(after).toMatchObject({ enabledIds: [], written: [{ name: 'b', enabled: false }] })
})

test('definitions of one revision are all told, however many they are', async () => {
  const { id } = await insert(bodyOf('first'))
  await tables.query((db) =>
    sql`with made as (
      insert into activity_definitions
      select gen_random_uuid(), namespace, 'n-' || n, version, trigger_kind, enabled, null, null,
        labels, created_at, updated_at, revision
      from activity_definitions, generate_series(1, 1203) n
      returning id
    )
    insert into activity_definition_versions
    select made.id, version, body, created_at, created_by
    from made, activity_definition_versions where definition_id = ${id}`.execute(db),
  )

  const changes = await store.changesSince(0)

  expect(new Set(changes?.written.map(({ name }) => name)).size).toBe(1_204)
  expect(changes?.enabledIds).toHaveLength(1_204)
})

test('changes at one time are made one after the other', async () => {
  const stored = await insert(bodyOf('counter'))

  await Promise.all(
    Array.from({ length: 8 }, (_, at) =>
      store.change(change, async (rows) => {
        const now = await rows.find(stored.id)
        if (now) await rows.revise(now, bodyOf('counter', { description: `by ${at}` }))
      }),
    ),
  )

  expect((await store.find('counter'))?.version).toBe(9)
})
