import { createHash } from 'node:crypto'
import type {
  RefusalReason,
  Verification,
  VerificationKind,
} from '@temporal-registry/contract/event-sources'
import {
  defaultToleranceSeconds,
  isEqual,
  signatureFault,
  type SignatureScheme,
} from './signature.ts'
import { headerOf, type IncomingWebhook } from './webhook.ts'

/** What a sender is held against. */
interface Proof {
  readonly secrets: readonly string[]
  readonly now: Date
}

type SettingsOf<K extends VerificationKind> = NonNullable<Verification[K]>
type Check<K extends VerificationKind> = (
  settings: SettingsOf<K>,
  webhook: IncomingWebhook,
  proof: Proof,
) => RefusalReason | undefined

const asText = (secret: string) => Buffer.from(secret)

/** The kinds of proof, each as its provider documents it. */
const checks: { readonly [K in VerificationKind]: Check<K> } = {
  standard_webhooks: ({ tolerance_seconds: toleranceSeconds = defaultToleranceSeconds }, ...rest) =>
    signatureFault({ ...standardWebhooks, toleranceSeconds }, ...rest),
  github: (_settings, ...rest) =>
    signatureFault(
      hmacScheme({ header: 'x-hub-signature-256', prefix: 'sha256=', signed: '{body}' }),
      ...rest,
    ),
  stripe: ({ tolerance_seconds: toleranceSeconds = defaultToleranceSeconds }, ...rest) =>
    signatureFault({ ...stripe, toleranceSeconds }, ...rest),
  slack: ({ tolerance_seconds = defaultToleranceSeconds }, ...rest) =>
    signatureFault(
      hmacScheme({
        header: 'x-slack-signature',
        prefix: 'v0=',
        signed: 'v0:{timestamp}:{body}',
        timestamp_header: 'x-slack-request-timestamp',
        tolerance_seconds,
      }),
      ...rest,
    ),
  generic_hmac: (settings, ...rest) => signatureFault(hmacScheme(settings), ...rest),
  bearer({ header }, webhook, { secrets }) {
    const given =
      header === undefined
        ? /^bearer[ \t]+(.+)$/i.exec(headerOf(webhook, 'authorization') ?? '')?.[1]
        : headerOf(webhook, header)
    return credentialsFault(given?.trim(), secrets)
  },
  basic({ username }, webhook, { secrets }) {
    const encoded = /^basic[ \t]+(.+)$/i.exec(headerOf(webhook, 'authorization') ?? '')?.[1]
    const given = encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString()
    return credentialsFault(
      given,
      secrets.map((secret) => `${username}:${secret}`),
    )
  },
  none: () => undefined,
}

/** Says why a sender is not believed, or nothing when it is. */
export function verificationFault<K extends VerificationKind>(
  [kind, settings]: readonly [kind: K, settings: SettingsOf<K>],
  webhook: IncomingWebhook,
  proof: Proof,
): RefusalReason | undefined {
  const check: Check<K> = checks[kind]
  return check(settings, webhook, proof)
}

function credentialsFault(
  given: string | undefined,
  expected: readonly string[],
): RefusalReason | undefined {
  if (given === undefined || given === '') return 'credentials-missing'
  // Digests, as texts of different lengths cannot be compared in constant time.
  const digest = digestOf(given)
  const hits = expected.filter((one) => isEqual(digestOf(one), digest))
  return hits.length > 0 ? undefined : 'credentials-wrong'
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** A signature in a header of its own, maybe over a time stamp in another. */
function hmacScheme(settings: Omit<SettingsOf<'generic_hmac'>, 'secrets'>): SignatureScheme {
  const { header, prefix = '', signed = '{body}', timestamp_header: timestampHeader } = settings
  const { algorithm = 'sha256', encoding = 'hex', secret_encoding: secretEncoding } = settings
  return {
    algorithm,
    encoding,
    keyOf: (secret) => Buffer.from(secret, secretEncoding ?? 'utf8'),
    read(webhook) {
      const given = headerOf(webhook, header)?.trim()
      const timestamp =
        timestampHeader === undefined ? undefined : headerOf(webhook, timestampHeader)?.trim()
      const [before = '', after = ''] = signed
        .replaceAll('{timestamp}', timestamp ?? '')
        .split('{body}')
      const claimed = given?.startsWith(prefix) ? [given.slice(prefix.length)] : []
      return { claimed, timestamp, before, after }
    },
    toleranceSeconds:
      timestampHeader === undefined
        ? undefined
        : (settings.tolerance_seconds ?? defaultToleranceSeconds),
  }
}

/** `webhook-signature: v1,<base64> v1,<base64>` over `id.timestamp.body`; the secret is `whsec_` and base64. */
const standardWebhooks: SignatureScheme = {
  algorithm: 'sha256',
  encoding: 'base64',
  keyOf: (secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64'),
  read(webhook) {
    // Svix, from which the standard comes, still sends its own names.
    const named = (name: string) =>
      headerOf(webhook, `webhook-${name}`) ?? headerOf(webhook, `svix-${name}`)
    const timestamp = named('timestamp')
    const claimed = (named('signature') ?? '')
      .split(' ')
      .flatMap((one) => (one.startsWith('v1,') ? [one.slice('v1,'.length)] : []))
    return { claimed, timestamp, before: `${named('id') ?? ''}.${timestamp ?? ''}.`, after: '' }
  },
}

/** `Stripe-Signature: t=<seconds>,v1=<hex>,v1=<hex>` over `t.body`. */
const stripe: SignatureScheme = {
  algorithm: 'sha256',
  encoding: 'hex',
  keyOf: asText,
  read(webhook) {
    const parts = (headerOf(webhook, 'stripe-signature') ?? '')
      .split(',')
      .map((part) => part.trim().split('=', 2))
    const valuesOf = (name: string) =>
      parts.flatMap(([key, value]) => (key === name && value !== undefined ? [value] : []))
    const [timestamp] = valuesOf('t')
    return { claimed: valuesOf('v1'), timestamp, before: `${timestamp ?? ''}.`, after: '' }
  },
}
