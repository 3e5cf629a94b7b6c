import { getHealth, getReadiness } from '@temporal-registry/contract/health'
import type { ResponseOf } from '@temporal-registry/contract/endpoint'
import { listNamespaces } from '@temporal-registry/contract/namespaces'
import { Answer, type OnEndpoint } from './on-endpoint.ts'

/** A namespace as far as health is concerned. */
export interface Part {
  readonly name: string
  /** Why each part that is not up is not. */
  faults(): Readonly<Record<string, string>>
}

/** What is said of the database; nothing where there is none. */
type DatabaseStatus = NonNullable<ResponseOf<typeof getHealth>['database']>

/** Those served, the default one first. */
type Parts = readonly [Part, ...Part[]]

/** Binds what is said of the whole process. Answered from memory: it costs nothing and never hangs. */
export function healthRoutes(
  on: OnEndpoint,
  namespaces: Parts,
  database: () => DatabaseStatus | undefined,
): void {
  on(getHealth, () => ({ status: 'ok' as const, ...told(database()) }))

  on(listNamespaces, () => ({
    namespaces: namespaces.map(({ name, faults }, at) => {
      const parts = faults()
      return {
        name,
        is_default: at === 0,
        path: `/namespaces/${encodeURIComponent(name)}`,
        state: isReady(parts) ? ('ready' as const) : ('not_ready' as const),
        parts,
      }
    }),
  }))
}

/**
 * Binds the question that orchestrators ask of each namespace. One that is away is named in the default
 * one's answer but changes no status there: traffic must not be taken from the others because of it.
 */
export function readinessRoutes(
  onNamespace: (namespace: string) => OnEndpoint,
  namespaces: Parts,
  database: () => DatabaseStatus | undefined,
): void {
  const [, ...others] = namespaces
  for (const [at, { name, faults }] of namespaces.entries()) {
    const on = onNamespace(name)
    on(getReadiness, () => {
      const parts = faults()
      const away = at === 0 ? notReady(others) : {}
      const rest = {
        ...told(database()),
        ...(isReady(away) ? {} : { not_ready_namespaces: away }),
      }
      if (isReady(parts)) return { status: 'ready' as const, ...rest }
      const error = Object.entries(parts)
        .map(([part, why]) => `${part}: ${why}`)
        .join('; ')
      const body = { status: 'not_ready', namespace: name, error, parts, ...rest }
      return new Answer(503, body, { 'retry-after': '1' })
    })
  }
}

function told(database: DatabaseStatus | undefined) {
  return database ? { database } : {}
}

function notReady(namespaces: readonly Part[]) {
  const faults = namespaces.map((namespace) => [namespace.name, namespace.faults()] as const)
  return Object.fromEntries(faults.filter(([, parts]) => !isReady(parts)))
}

function isReady(faults: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(faults).length === 0
}
