import type { X509Certificate } from 'node:crypto'

const msADay = 86_400_000

/** What may be shown of a certificate. */
export interface CertificateFacts {
  /** Distinguished name in one line, `O=Acme, CN=worker`. */
  readonly subject: string
  readonly issuer: string
  readonly serialNumber: string
  /** SHA-256 of the certificate, in hex with colons. */
  readonly fingerprint: string
  readonly notBefore: Date
  readonly notAfter: Date
}

export function factsOf(certificate: X509Certificate): CertificateFacts {
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    serialNumber: certificate.serialNumber,
    fingerprint: certificate.fingerprint256,
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
  }
}

/** Whole days until a certificate ends; negative when it has. */
export function daysLeft({ notAfter }: Pick<CertificateFacts, 'notAfter'>, now: Date): number {
  return Math.floor((notAfter.getTime() - now.getTime()) / msADay)
}

/** Why a certificate is not good at this time, to be read after its name; or nothing. */
export function timeFault(facts: CertificateFacts, now: Date): string | undefined {
  const { subject, notBefore, notAfter } = facts
  if (now > notAfter) return `${subject} expired on ${notAfter.toISOString()}`
  if (now < notBefore) return `${subject} is not valid before ${notBefore.toISOString()}`
  return undefined
}

function oneLine(name: string): string {
  return name.split('\n').join(', ')
}
