export interface Config {
  readonly temporalAddress: string
  readonly namespace: string
  readonly taskQueue: string
  readonly registryUrl: string
  readonly registryToken: string | undefined
}

export function readConfig(env: NodeJS.ProcessEnv): Config {
  return Object.freeze({
    temporalAddress: env['TEMPORAL_ADDRESS'] || 'localhost:7233',
    namespace: env['TEMPORAL_NAMESPACE'] || 'default',
    taskQueue: env['TEMPORAL_REGISTRY_PATTERNS_TASK_QUEUE'] || 'patterns',
    registryUrl: toHttpUrl('TEMPORAL_REGISTRY_URL', env) ?? 'http://127.0.0.1:8080',
    registryToken: env['TEMPORAL_REGISTRY_TOKEN'] || undefined,
  })
}

function toHttpUrl(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const value = env[name]
  if (!value) return undefined
  if (['http:', 'https:'].includes(URL.parse(value)?.protocol ?? '')) return value
  throw new Error(`${name} is «${value}», and it has to be an http or https URL`)
}
