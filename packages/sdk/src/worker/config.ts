import { hostname } from 'node:os'
import { pid } from 'node:process'

/** Where the gateway is, as the environment says. */
export interface Gateway {
  readonly url: string
  readonly token: string | undefined
  readonly namespace: string | undefined
}

/** Reads `TEMPORAL_REGISTRY_URL`, `…_TOKEN` and `…_NAMESPACE`; an empty one counts as absent. */
export function readGateway(env: NodeJS.ProcessEnv = process.env): Gateway {
  return {
    url: env['TEMPORAL_REGISTRY_URL'] || 'http://127.0.0.1:8080',
    token: env['TEMPORAL_REGISTRY_TOKEN'] || undefined,
    namespace: env['TEMPORAL_REGISTRY_NAMESPACE'] || undefined,
  }
}

/** A worker id that tells an operator where to look, and that no other process has. */
export function makeWorkerId(): string {
  const random = crypto.randomUUID().slice(0, 6)
  return `${hostname()}-${pid}-${random}`
}
