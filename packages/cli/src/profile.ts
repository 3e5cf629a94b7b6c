/** Which gateway a command speaks with, and about which of its namespaces. */
export interface Profile {
  readonly url: string
  readonly token: string | undefined
  readonly namespace: string | undefined
}

/** What a flag says, else the environment, else a gateway on this machine. */
export function readProfile(
  flags: Readonly<Record<keyof Profile, string | undefined>>,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Profile {
  return {
    url: flags.url || env['TEMPORAL_REGISTRY_URL'] || 'http://127.0.0.1:8080',
    token: flags.token || env['TEMPORAL_REGISTRY_TOKEN'] || undefined,
    namespace: flags.namespace || env['TEMPORAL_REGISTRY_NAMESPACE'] || undefined,
  }
}
