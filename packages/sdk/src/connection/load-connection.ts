import { daysLeft, factsOf, timeFault, type CertificateFacts } from './certificate.ts'
import {
  readCertificates,
  readPrivateKey,
  told,
  type Certificates,
  type PrivateKey,
} from './pem.ts'
import {
  ConnectionError,
  readSettings,
  variableNames,
  type ConnectionSettings,
  type PemSource,
} from './settings.ts'

/** TLS as `NativeConnection.connect` and `Connection.connect` take it. */
export interface TlsOptions {
  readonly serverNameOverride?: string
  readonly serverRootCACertificate?: Buffer
  readonly clientCertPair?: { readonly crt: Buffer; readonly key: Buffer }
}

/** Options for `NativeConnection.connect` of a worker and `Connection.connect` of a client alike. */
export interface ConnectOptions {
  readonly address: string
  readonly tls?: TlsOptions
  readonly apiKey?: string
}

/** A connection that is ready to be made: everything that can be checked without the server is. */
export interface LoadedConnection {
  readonly options: ConnectOptions
  readonly namespace: string
  /** Of the certificate that the server is shown, when there is one. */
  readonly clientCertificate: CertificateFacts | undefined
}

type Env = Readonly<Record<string, string | undefined>>

/**
 * Reads Temporal's standard variables and the files they name, and checks them, before anything connects.
 *
 * Files are read once, now: a certificate that is renewed on disk is used by the next process.
 *
 * @throws ConnectionError with a line for each fault: a file that is missing or no PEM, a key that belongs to
 * another certificate, a certificate that has expired (with its date), half a pair, TLS that is off beside
 * an API key or certificates.
 * @example
 * const { options, namespace } = readConnection(process.env)
 * const connection = await NativeConnection.connect(options)
 * const worker = await Worker.create({ connection, namespace, taskQueue, workflowsPath })
 */
export function readConnection(env: Env, now = new Date()): LoadedConnection {
  return loadConnection(readSettings(env), now)
}

/** The same for settings that come from elsewhere. */
export function loadConnection(settings: ConnectionSettings, now = new Date()): LoadedConnection {
  const { address, namespace, apiKey } = settings
  if (!isSpoken(settings)) {
    const { tls } = settings.names ?? variableNames
    const faults = wishesForTls(settings).map(
      (name) => `${name} is set but ${tls} is off, and the one is of no use without the other`,
    )
    if (faults.length > 0) throw new ConnectionError(faults)
    return { options: { address }, namespace, clientCertificate: undefined }
  }
  const { faults, tls, clientCertificate } = loadTls(settings, now)
  if (faults.length > 0) throw new ConnectionError(faults)
  const key = apiKey === undefined ? {} : { apiKey }
  return { options: { address, tls, ...key }, namespace, clientCertificate }
}

/** What is said of a connection in a log when it is made. */
export function describeConnection(
  { options: { tls, apiKey }, clientCertificate }: LoadedConnection,
  now = new Date(),
): Record<string, string | number | boolean> {
  const certificate = clientCertificate && {
    client_certificate: clientCertificate.subject,
    client_certificate_expires: clientCertificate.notAfter.toISOString(),
    client_certificate_days_left: daysLeft(clientCertificate, now),
  }
  return { tls: tls !== undefined, api_key: apiKey !== undefined, ...certificate }
}

function isSpoken(settings: ConnectionSettings): boolean {
  return settings.tls ?? wishesForTls(settings).length > 0
}

/** Names of the settings that make no sense without TLS. */
function wishesForTls(settings: ConnectionSettings): string[] {
  const { apiKey, clientCert, clientKey, serverCaCert, serverName } = settings
  const names = settings.names ?? variableNames
  return [
    ...(apiKey === undefined ? [] : [names.apiKey]),
    ...[clientCert, clientKey, serverCaCert].flatMap((source) => source?.name ?? []),
    ...(serverName === undefined ? [] : [names.serverName]),
  ]
}

function loadTls(settings: ConnectionSettings, now: Date) {
  const { clientCert, clientKey, serverCaCert, serverName } = settings
  const faults: string[] = []
  const certificate = clientCert && taken(readCertificates(clientCert), faults)
  const key = clientKey && taken(readPrivateKey(clientKey), faults)
  const authorities = serverCaCert && taken(readCertificates(serverCaCert), faults)

  if (clientCert && !clientKey) faults.push(`${clientCert.name} is set, and its private key is not`)
  if (clientKey && !clientCert) faults.push(`${clientKey.name} is set, and its certificate is not`)
  if (certificate && clientCert) faults.push(...clientFaults(clientCert, certificate, key, now))
  if (authorities && serverCaCert) faults.push(...authorityFaults(serverCaCert, authorities, now))

  const tls: TlsOptions = {
    ...(serverName === undefined ? {} : { serverNameOverride: serverName }),
    ...(authorities ? { serverRootCACertificate: authorities.bytes } : {}),
    ...(certificate && key ? { clientCertPair: { crt: certificate.bytes, key: key.bytes } } : {}),
  }
  return { faults, tls, clientCertificate: certificate && factsOf(certificate.all[0]) }
}

function taken<T>(
  { value, fault }: { readonly value?: T; readonly fault?: string | undefined },
  faults: string[],
): T | undefined {
  if (fault !== undefined) faults.push(fault)
  return value
}

function clientFaults(
  source: PemSource,
  { all: [leaf] }: Certificates,
  key: PrivateKey | undefined,
  now: Date,
): string[] {
  const expired = timeFault(factsOf(leaf), now)
  const isOther = key !== undefined && !leaf.checkPrivateKey(key.key)
  return [
    ...(expired === undefined ? [] : [`${told(source)}: the certificate ${expired}`]),
    ...(isOther
      ? [`${told(source)} does not fit the private key: they are of different pairs`]
      : []),
  ]
}

/** A bundle may hold an authority that is past: it is of no use only when all are. */
function authorityFaults(source: PemSource, { all }: Certificates, now: Date): string[] {
  const faults = all.flatMap((one) => timeFault(factsOf(one), now) ?? [])
  if (faults.length < all.length) return []
  return [`${told(source)} holds no authority that is valid now: ${faults.join('; ')}`]
}
