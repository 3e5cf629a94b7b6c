import { createHmac, timingSafeEqual } from 'node:crypto'
import type { RefusalReason } from '@temporal-registry/contract/event-sources'
import type { IncomingWebhook } from './webhook.ts'

/** How far a time stamp may be from now, either way, where a source does not say. */
export const defaultToleranceSeconds = 300

/** How a body is signed. `claimed` are the signatures that the request carries. */
export interface SignatureScheme {
  readonly algorithm: 'sha256' | 'sha512' | 'sha384' | 'sha1'
  readonly encoding: 'hex' | 'base64' | 'base64url'
  /** Text of a secret as the key it stands for. */
  readonly keyOf: (secret: string) => Buffer
  readonly read: (webhook: IncomingWebhook) => {
    readonly claimed: readonly string[]
    /** Seconds since 1970, as text; absent where the scheme has no time stamp. */
    readonly timestamp?: string | undefined
    /** What is signed before the body, and after it. */
    readonly before: string
    readonly after: string
  }
  /** Absent where the scheme has no time stamp. */
  readonly toleranceSeconds?: number | undefined
}

/**
 * Says why a request does not prove that whoever sent it knows one of the secrets, or nothing when it does.
 * Every secret and every signature is compared, each in constant time: how long it takes tells nothing.
 */
export function signatureFault(
  scheme: SignatureScheme,
  webhook: IncomingWebhook,
  { secrets, now }: { readonly secrets: readonly string[]; readonly now: Date },
): RefusalReason | undefined {
  const { claimed, timestamp, before, after } = scheme.read(webhook)
  if (claimed.length === 0) return 'signature-missing'
  if (scheme.toleranceSeconds !== undefined && timestamp === undefined) return 'timestamp-missing'
  const expected = secrets.map((secret) =>
    createHmac(scheme.algorithm, scheme.keyOf(secret))
      .update(before)
      .update(webhook.bytes)
      .update(after)
      .digest(),
  )
  const found = claimed.map((text) => Buffer.from(text, scheme.encoding))
  const hits = expected.flatMap((one) => found.filter((other) => isEqual(one, other)))
  if (hits.length === 0) return 'signature-wrong'
  // Looked at last: whoever cannot sign learns nothing of our clock.
  if (scheme.toleranceSeconds === undefined) return undefined
  const ageSeconds = Math.abs(now.getTime() / 1000 - Number(timestamp))
  return ageSeconds <= scheme.toleranceSeconds ? undefined : 'timestamp-out-of-tolerance'
}

export function isEqual(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}
