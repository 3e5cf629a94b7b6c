/** One PEM text: in a file or given as it is. `name` is what it is called when something is wrong with it. */
export interface PemSource {
  readonly name: string
  readonly path?: string | undefined
  readonly data?: string | undefined
}

/** Where Temporal is and how it is spoken to, as configuration says it. Nothing has been read or checked. */
export interface ConnectionSettings {
  /** `host:port` of the frontend. */
  readonly address: string
  readonly namespace: string
  readonly apiKey?: string | undefined
  /** Absent: TLS is spoken when an API key, a certificate or a server name is given. */
  readonly tls?: boolean | undefined
  readonly clientCert?: PemSource | undefined
  readonly clientKey?: PemSource | undefined
  /** Authorities that the server's certificate is checked by, in place of the usual ones. */
  readonly serverCaCert?: PemSource | undefined
  /** Name that is looked for in the server's certificate, where it is not the address's. */
  readonly serverName?: string | undefined
  /** What the settings are called when something is wrong with them. Default: Temporal's variables. */
  readonly names?: SettingNames | undefined
}

interface SettingNames {
  readonly apiKey: string
  readonly tls: string
  readonly serverName: string
}

export const variableNames: SettingNames = {
  apiKey: 'TEMPORAL_API_KEY',
  tls: 'TEMPORAL_TLS',
  serverName: 'TEMPORAL_TLS_SERVER_NAME',
}

/** A setting that cannot be used, or several: a line of the message for each. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.faults = faults
  }
}

type Env = Readonly<Record<string, string | undefined>>

/** What TEMPORAL_TLS may be, as Temporal's own tools have it and a little wider. */
const truthWords: Readonly<Record<string, boolean>> = {
  '1': true,
  true: true,
  yes: true,
  on: true,
  '0': false,
  false: false,
  no: false,
  off: false,
}

/**
 * Reads the variables that Temporal's CLI and SDKs read: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`,
 * `TEMPORAL_API_KEY`, `TEMPORAL_TLS` and `TEMPORAL_TLS_…`. One that is empty counts as unset. No
 * `temporal.toml` is read.
 *
 * @throws ConnectionError for a truth word that is none, and for a wish that the SDK cannot fulfil.
 */
export function readSettings(env: Env): ConnectionSettings {
  const faults: string[] = []
  const truth = (name: string): boolean | undefined => {
    const word = env[name]
    if (!word) return undefined
    const value = truthWords[word.toLowerCase()]
    if (value === undefined) faults.push(`${name} is «${word}», and must be true or false`)
    return value
  }
  const pem = (name: string): PemSource | undefined => {
    const path = env[`${name}_PATH`]
    const data = env[`${name}_DATA`]
    if (path && data) faults.push(`${name}_PATH and ${name}_DATA are both set: give one of them`)
    if (path) return { name: `${name}_PATH`, path }
    return data ? { name: `${name}_DATA`, data } : undefined
  }

  const settings: ConnectionSettings = {
    address: env['TEMPORAL_ADDRESS'] || 'localhost:7233',
    namespace: env['TEMPORAL_NAMESPACE'] || 'default',
    apiKey: env[variableNames.apiKey] || undefined,
    tls: truth(variableNames.tls),
    clientCert: pem('TEMPORAL_TLS_CLIENT_CERT'),
    clientKey: pem('TEMPORAL_TLS_CLIENT_KEY'),
    serverCaCert: pem('TEMPORAL_TLS_SERVER_CA_CERT'),
    serverName: env[variableNames.serverName] || undefined,
  }
  if (truth('TEMPORAL_TLS_DISABLE_HOST_VERIFICATION')) {
    faults.push(
      'TEMPORAL_TLS_DISABLE_HOST_VERIFICATION is set, and the TypeScript SDK always checks the server: give its authority with TEMPORAL_TLS_SERVER_CA_CERT_PATH, and TEMPORAL_TLS_SERVER_NAME when its certificate has another name',
    )
  }
  if (faults.length > 0) throw new ConnectionError(faults)
  return settings
}
