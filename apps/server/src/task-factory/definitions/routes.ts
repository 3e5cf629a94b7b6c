import * as transfer from '@temporal-registry/contract/activity-definition-transfer'
import * as contract from '@temporal-registry/contract/activity-definitions'
import { stringify } from 'yaml'
import { nextCursorBy, readCursor, readPlace } from '../../http/cursor.ts'
import { Answer, type OnEndpoint } from '../../http/on-endpoint.ts'
import { readYamlBody } from '../../http/yaml-body.ts'
import { definitionOf, etagOf, summaryOf } from './answers.ts'
import type { TriggerRecord } from '@temporal-registry/contract/triggers'
import type { Definitions, StoredDefinition, WrittenDefinition } from './definitions.ts'
import { itemsIn } from './import-document.ts'

const defaultLimit = 100

/** Binds the endpoints about activity definitions; `lastTriggers` is what the ledger says of each last. */
export function definitionRoutes(
  on: OnEndpoint,
  definitions: Definitions,
  lastTriggers: (ids: readonly string[]) => Promise<ReadonlyMap<string, TriggerRecord>>,
): void {
  const optionsOf = (query: { allow_unregistered?: boolean }) => ({
    allowsUnregistered: query.allow_unregistered ?? false,
  })

  on(contract.createActivityDefinition, async ({ body, query, caller, basePath }) => {
    const isEnabled = query.enabled ?? true
    const context = { actor: caller.name, isEnabled, ...optionsOf(query) }
    return written(await definitions.create(body, context), basePath)
  })

  on(contract.listActivityDefinitions, async ({ query }) => {
    const { limit = defaultLimit, cursor, last = false, ...filter } = query
    const list = `activity-definitions ${JSON.stringify(Object.entries(filter).toSorted())}`
    const after = readPlace(cursor, list)
    const rows = await definitions.list(filter, { limit: limit + 1, after })
    const page = rows.slice(0, limit)
    const lastOf = last ? await lastTriggers(page.map(({ id }) => id)) : undefined
    return {
      activity_definitions: page.map((stored) => ({
        ...summaryOf(stored),
        ...(lastOf ? { last_trigger: lastOf.get(stored.id) ?? null } : {}),
      })),
      ...nextCursorBy(rows, limit, list, ({ name }) => name),
    }
  })

  on(contract.getActivityDefinition, async ({ params }) =>
    standing(await definitions.get(params.definition)),
  )

  on(contract.putActivityDefinition, async ({ params, body, query, headers, caller, basePath }) => {
    const condition = {
      etag: headers['if-match'],
      isNew: headers['if-none-match'] !== undefined,
    }
    const context = { actor: caller.name, ...condition, ...optionsOf(query) }
    return written(await definitions.put(params.definition, body, context), basePath)
  })

  on(contract.deleteActivityDefinition, async ({ params, headers, caller }) => {
    const context = { actor: caller.name, etag: headers['if-match'] }
    await definitions.remove(params.definition, context)
    return undefined
  })

  on(contract.listActivityDefinitionVersions, async ({ params, query }) => {
    const { limit = defaultLimit, cursor } = query
    const list = `activity-definition-versions ${params.definition}`
    const before = cursor === undefined ? undefined : Number(readCursor(cursor, list).toString())
    const { stored, versions } = await definitions.versions(params.definition, {
      limit: limit + 1,
      before,
    })
    return {
      versions: versions.slice(0, limit).map(({ version, created_at: at, created_by }) => ({
        version,
        created_at: at.toISOString(),
        created_by,
        active: version === stored.version,
      })),
      ...nextCursorBy(versions, limit, list, ({ version }) => String(version)),
    }
  })

  on(contract.getActivityDefinitionVersion, async ({ params }) => {
    const { stored, version } = await definitions.version(params.definition, params.version)
    return {
      version: version.version,
      created_at: version.created_at.toISOString(),
      created_by: version.created_by,
      active: version.version === stored.version,
      definition: version.body,
    }
  })

  on(contract.activateActivityDefinitionVersion, async ({ params, query, headers, caller }) => {
    const context = { actor: caller.name, etag: headers['if-match'], ...optionsOf(query) }
    return written(await definitions.activate(params.definition, params.version, context))
  })

  on(contract.enableActivityDefinition, async ({ params, caller }) =>
    standing(await definitions.setEnabled(params.definition, true, caller.name)),
  )

  on(contract.disableActivityDefinition, async ({ params, caller }) =>
    standing(await definitions.setEnabled(params.definition, false, caller.name)),
  )

  on(contract.pauseActivityDefinition, async ({ params, body, caller }) =>
    standing(await definitions.pause(params.definition, body.reason, caller.name)),
  )

  on(contract.validateActivityDefinition, async ({ body, query }) => {
    const { errors, warnings } = await definitions.check(readDefinition(body), optionsOf(query))
    return { valid: errors.length === 0, errors: [...errors], warnings: [...warnings] }
  })

  on(transfer.exportActivityDefinitions, async ({ query }, reply) => {
    const exported = await definitions.export(query.label ?? [])
    const document = { format: transfer.exportFormat, definitions: exported }
    // Anchors would be made of parts that are the same object, and read badly.
    const text = stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 })
    return reply.type('application/yaml; charset=utf-8').send(text)
  })

  on(transfer.importActivityDefinitions, async ({ body, query, caller }) => {
    const items = itemsIn(typeof body === 'string' ? readYamlBody(body) : body)
    const isDryRun = query.dry_run ?? false
    const context = { actor: caller.name, isDryRun, ...optionsOf(query) }
    return { dry_run: isDryRun, items: [...(await definitions.import(items, context))] }
  })
}

function readDefinition(body: string | Record<string, unknown>): Record<string, unknown> {
  const value = typeof body === 'string' ? readYamlBody(body) : body
  // What is no object has no member that a definition needs, and is told so.
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as Record<string, unknown>) : {}
}

function standing(stored: StoredDefinition): Answer {
  return new Answer(200, definitionOf(stored), { etag: etagOf(stored) })
}

function written({ outcome, stored, warnings }: WrittenDefinition, basePath?: string): Answer {
  const body = { ...definitionOf(stored), warnings }
  const etag = { etag: etagOf(stored) }
  if (outcome !== 'created' || basePath === undefined) return new Answer(200, body, etag)
  const location = `${basePath}/activity-definitions/${stored.name}`
  return new Answer(201, body, { ...etag, location })
}
