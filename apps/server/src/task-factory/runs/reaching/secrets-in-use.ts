import { createHmac, randomBytes } from 'node:crypto'
import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import { Problem } from '@temporal-registry/contract/problem'
import type { Tables } from '../../../platform/database/database.ts'
import { createRedactor, type Redactor, type Secrets } from '../../secrets/secrets.ts'
import type { FactoryTables } from '../../tables.ts'
import type { DefinedRun } from '../seen.ts'
import type { RunStore } from '../store.ts'
import type { Fill } from '../../../platform/outbound/http-request.ts'

/**
 * Secrets of a run, without their values. Expressions see a stand-in where a source is a secret. It is told by
 * a key that is the run's alone and is shown nowhere, so that no event can bring one along; the value takes its
 * place when a request is sent, and nowhere else.
 */
export interface SecretsInUse {
  read: Secrets['read']
  /** Puts the values of those secrets in whose stand-ins are in `params`. */
  fillOf(defined: DefinedRun, params: unknown): Promise<Fill>
  /** Strikes out the values of every secret that the definition names. */
  redactorOf(body: ActivityDefinitionBody): Promise<Redactor>
}

const standInPattern = /secret-stand-in-[0-9a-f]{32}/g

export function createSecretsInUse(deps: {
  readonly tables: Tables<FactoryTables>
  readonly runs: Pick<RunStore, 'findContext'>
  readonly secrets: Pick<Secrets, 'read'>
}): SecretsInUse {
  const { tables, runs } = deps
  const { read } = deps.secrets

  /** One that cannot be read cannot be told either. */
  async function readIfAny(name: string): Promise<string[]> {
    try {
      return [await read(name)]
    } catch (error) {
      if (error instanceof Problem && error.code.startsWith('secret')) return []
      throw error
    }
  }

  return {
    read,

    async fillOf({ run, body }, params) {
      const context = hasSecrets(body)
        ? await tables.query((db) => runs.findContext(db, run.id))
        : undefined
      const text = JSON.stringify(params)
      const used = standInsOf(body, context?.stand_in_key).filter(({ standIn }) =>
        text.includes(standIn),
      )
      const values = await Promise.all(
        used.map(async ({ secret, standIn }) => [standIn, await read(secret)] as const),
      )
      return (template, written = (value) => value) =>
        values.reduce(
          (filled, [standIn, value]) => filled.replaceAll(standIn, () => written(value)),
          template,
        )
    },

    async redactorOf(body) {
      const names = [...new Set(secretNamesIn(body))]
      return createRedactor((await Promise.all(names.map(readIfAny))).flat())
    },
  }
}

/** A key for the stand-ins of one run. */
export function newStandInKey(): string {
  return randomBytes(32).toString('hex')
}

/** Whether a source of the definition is a secret. */
export function hasSecrets({ context = [] }: ActivityDefinitionBody): boolean {
  return context.some(({ secret }) => secret !== undefined)
}

/** What stands for each source that is a secret. */
export function standInsOf(
  { context = [] }: ActivityDefinitionBody,
  key: string | undefined,
): readonly { readonly source: string; readonly secret: string; readonly standIn: string }[] {
  if (key === undefined) return []
  return context.flatMap(({ name: source, secret }) => {
    if (!secret) return []
    const digest = createHmac('sha256', key).update(secret.name).digest('hex').slice(0, 32)
    return [{ source, secret: secret.name, standIn: `secret-stand-in-${digest}` }]
  })
}

/** What is shown of a value that holds stand-ins. */
export function withoutStandIns(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(standInPattern, '••••')
  if (Array.isArray(value)) return value.map(withoutStandIns)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withoutStandIns(member)]),
  )
}

function secretNamesIn({ context = [], tasks }: ActivityDefinitionBody): string[] {
  const named = [
    ...context.flatMap(({ http, sql, secret }) => [
      http?.bearer_secret,
      sql?.connection_secret,
      secret?.name,
    ]),
    ...tasks.flatMap(({ http }) => [http?.bearer_secret, http?.signing_secret]),
  ]
  return named.filter((name) => name !== undefined)
}
