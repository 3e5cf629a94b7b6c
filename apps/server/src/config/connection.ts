import {
  ConnectionError,
  loadConnection,
  type LoadedConnection,
  type PemSource,
} from '@temporal-registry/sdk/connection'
import type { Config } from './schema.ts'

const names = {
  apiKey: 'temporal.api_key',
  tls: 'temporal.tls',
  serverName: 'temporal.tls_server_name',
}

/**
 * How Temporal is spoken to, with the certificates read from their files.
 *
 * @throws ConnectionError with a sentence for each fault; `loadConfig` has told them before.
 */
export function readConnectionOf(temporal: Config['temporal']): LoadedConnection {
  const { address, namespace, api_key, tls, tls_server_name } = temporal
  const [clientCert, clientKey, serverCaCert] = (
    ['client_cert', 'client_key', 'server_ca_cert'] as const
  ).map((part) => sourceOf(temporal, part))
  return loadConnection({
    address,
    namespace,
    apiKey: api_key || undefined,
    tls: tls === 'auto' ? undefined : tls,
    clientCert,
    clientKey,
    serverCaCert,
    serverName: tls_server_name || undefined,
    names,
  })
}

/** What keeps Temporal from being spoken to, before anybody has tried. */
export function connectionFaults(temporal: Config['temporal']): readonly string[] {
  const both = (['client_cert', 'client_key', 'server_ca_cert'] as const)
    .filter((part) => temporal[`tls_${part}_path`] !== '' && temporal[`tls_${part}_data`] !== '')
    .map((part) => `temporal.tls_${part}_path and temporal.tls_${part}_data are both set: give one`)
  try {
    readConnectionOf(temporal)
    return both
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error
    return [...both, ...error.faults]
  }
}

function sourceOf(
  temporal: Config['temporal'],
  part: 'client_cert' | 'client_key' | 'server_ca_cert',
): PemSource | undefined {
  const path = temporal[`tls_${part}_path`]
  const data = temporal[`tls_${part}_data`]
  if (path !== '') return { name: `temporal.tls_${part}_path`, path }
  return data === '' ? undefined : { name: `temporal.tls_${part}_data`, data }
}
