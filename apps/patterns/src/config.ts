import { readKeyRing, type KeyRing } from '@temporal-registry/sdk/codec'

export interface Config {
  readonly temporalAddress: string
  readonly namespace: string
  readonly taskQueue: string
  readonly registryUrl: string
  readonly registryToken: string | undefined
  /** The keys of the encryption pattern; without them it is not served. */
  readonly keyRing: KeyRing | undefined
  /** The same for the other patterns, which only read with them. */
  readonly readingKeyRing: KeyRing | undefined
  readonly encryptionTaskQueue: string
}

export function readConfig(env: NodeJS.ProcessEnv): Config {
  const taskQueue = env['TEMPORAL_REGISTRY_PATTERNS_TASK_QUEUE'] || 'patterns'
  return Object.freeze({
    temporalAddress: env['TEMPORAL_ADDRESS'] || 'localhost:7233',
    namespace: env['TEMPORAL_NAMESPACE'] || 'default',
    taskQueue,
    encryptionTaskQueue: `${taskQueue}-encrypted`,
    keyRing: hasKeys(env) ? readKeyRing({}, env) : undefined,
    readingKeyRing: hasKeys(env) ? readKeyRing({ activeKey: 'none' }, env) : undefined,
    registryUrl: toHttpUrl('TEMPORAL_REGISTRY_URL', env) ?? 'http://127.0.0.1:8080',
    registryToken: env['TEMPORAL_REGISTRY_TOKEN'] || undefined,
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
