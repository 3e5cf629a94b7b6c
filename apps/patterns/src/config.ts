import { readKeyRing, type KeyRing } from '@temporal-registry/sdk/codec'
import { readConnection, type LoadedConnection } from '@temporal-registry/sdk/connection'

export interface Config {
  readonly temporal: LoadedConnection
  readonly taskQueue: string
  readonly registryUrl: string
  readonly registryToken: string | undefined
  /** The keys of the encryption pattern; without them it is not served. */
  readonly keyRing: KeyRing | undefined
  /** The same for the other patterns, which only read with them. */
  readonly readingKeyRing: KeyRing | undefined
  readonly encryptionTaskQueue: string
  /** IP address and port that metrics are served at; without one they are not. */
  readonly metricsAddress: string | undefined
}

/** @throws ConnectionError for certificates that cannot be used; Error for a URL that is none. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const taskQueue = env['TEMPORAL_REGISTRY_PATTERNS_TASK_QUEUE'] || 'patterns'
  return Object.freeze({
    temporal: readConnection(env),
    taskQueue,
    encryptionTaskQueue: `${taskQueue}-encrypted`,
    keyRing: hasKeys(env) ? readKeyRing({}, env) : undefined,
    readingKeyRing: hasKeys(env) ? readKeyRing({ activeKey: 'none' }, env) : undefined,
    registryUrl: toHttpUrl('TEMPORAL_REGISTRY_URL', env) ?? 'http://127.0.0.1:8080',
    registryToken: env['TEMPORAL_REGISTRY_TOKEN'] || undefined,
    metricsAddress: env['TEMPORAL_REGISTRY_PATTERNS_METRICS_ADDRESS'] || undefined,
  })
}

function hasKeys(env: NodeJS.ProcessEnv): boolean {
  const names = ['TEMPORAL_REGISTRY_ENCRYPTION_KEYS', 'TEMPORAL_REGISTRY_ENCRYPTION_KEYS_FILE']
  return names.some((name) => Boolean(env[name]))
}

function toHttpUrl(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const value = env[name]
  if (!value) return undefined
  if (['http:', 'https:'].includes(URL.parse(value)?.protocol ?? '')) return value
  throw new Error(`${name} is «${value}», and it has to be an http or https URL`)
}
