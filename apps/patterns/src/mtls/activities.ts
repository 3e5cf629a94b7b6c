import { getClient } from '@temporalio/activity'
import { daysLeft, type LoadedConnection } from '@temporal-registry/sdk/connection'

/** How the worker that runs this is connected to Temporal. */
export interface ConnectionReport {
  readonly address: string
  readonly namespace: string
  /** `none`: in the clear; `server`: only the server proved who it is; `mutual`: both did. */
  readonly tls: 'none' | 'server' | 'mutual'
  readonly api_key: boolean
  readonly server_version: string
  readonly certificate?: CertificateReport
}

interface CertificateReport {
  readonly subject: string
  readonly issuer: string
  readonly fingerprint: string
  readonly expires_at: string
  readonly days_left: number
}

/** They tell of a connection, and so are made for one. */
export function createMtlsActivities(temporal: LoadedConnection) {
  const { options, namespace, clientCertificate } = temporal

  /** Nothing secret is in it: an activity's result is in the history, for all who may read that. */
  async function reportConnection(): Promise<ConnectionReport> {
    // Asked over the connection that is told of.
    const { serverVersion } = await getClient().workflowService.getSystemInfo({})
    const mode = clientCertificate ? 'mutual' : 'server'
    return {
      address: options.address,
      namespace,
      tls: options.tls === undefined ? 'none' : mode,
      api_key: options.apiKey !== undefined,
      server_version: serverVersion,
      ...(clientCertificate && { certificate: reportOf(clientCertificate) }),
    }
  }

  return { reportConnection }
}

function reportOf(
  certificate: NonNullable<LoadedConnection['clientCertificate']>,
): CertificateReport {
  const { subject, issuer, fingerprint, notAfter } = certificate
  return {
    subject,
    issuer,
    fingerprint,
    expires_at: notAfter.toISOString(),
    days_left: daysLeft(certificate, new Date()),
  }
}
