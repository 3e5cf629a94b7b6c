import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import type { Channel } from '@temporal-registry/contract/channels'
import { Problem, isProblemCode } from '@temporal-registry/contract/problem'
import type { AddressStore } from './address-store.ts'
import type { TrySending } from './attempting.ts'
import type { Channels } from './channels.ts'
import { addressOf, mailNotConfigured, sentEnough, usualMailsPerHour } from './ready-channels.ts'

const codeHoldsMs = 86_400_000

/**
 * Lets the owner of an address say that mail may be sent to it: they are mailed a code, and whoever keeps the
 * channel is told it by them.
 */
export interface Verification {
  /**
   * Mails a code, or takes it. What needs no verification, or has it, is answered as it is.
   *
   * @throws Problem `channel-not-found`, `channel-read-only`, `email-not-configured`, `verification-failed`,
   * `rate-limited`, `outbound-…`
   */
  verify(
    name: string,
    code: string | undefined,
    actor: string,
  ): Promise<{ readonly channel: Channel; readonly isMailed: boolean }>
}

export function createVerification(deps: {
  readonly namespace: string
  readonly channels: Pick<Channels, 'get'>
  readonly addresses: AddressStore
  readonly hasMail: boolean
  readonly trySending: TrySending
  /** False: the recipient was sent enough within an hour. */
  readonly noteSend: (recipient: string, limit: number) => Promise<boolean>
  readonly newId: () => string
  readonly now: () => Date
}): Verification {
  const { namespace, channels, addresses, now } = deps
  const hashOf = (address: string, code: string) =>
    createHash('sha256').update(`${namespace}\n${address}\n${code}`).digest('hex')

  async function mailCode(address: string): Promise<void> {
    const recipient = `mailto:${address}`
    if (!(await deps.noteSend(recipient, usualMailsPerHour))) {
      throw sentEnough(recipient, usualMailsPerHour)
    }
    const code = String(randomInt(100_000_000)).padStart(8, '0')
    const expiresAt = new Date(now().getTime() + codeHoldsMs)
    await addresses.expect(address, { hash: hashOf(address, code), expiresAt })
    const channel = {
      ...{ name: 'verification', template: {}, recipient, maxPerHour: null },
      ...{ target: { kind: 'email', address } as const, secrets: [code] },
    }
    const rendered = { subject: `${code} is your code for notifications`, text: textWith(code) }
    const key = `verification-${deps.newId()}`
    const { verdict } = await deps.trySending(channel, { key, rendered, attempt: 1 })
    if (verdict.outcome === 'delivered') return
    const { code: why, detail } = verdict.failure
    throw new Problem(isProblemCode(why) ? why : 'outbound-failed', detail)
  }

  return {
    async verify(name, code, actor) {
      const channel = await channels.get(name)
      if (channel.origin === 'configuration') {
        throw new Problem('channel-read-only', `«${name}» is one of notify.channels`)
      }
      const { email } = channel.to
      if (!email || channel.verified) return { channel, isMailed: false }
      if (!deps.hasMail) throw mailNotConfigured()
      const address = addressOf(email.address)
      if (code === undefined) {
        await mailCode(address)
        return { channel, isMailed: true }
      }
      const given = Buffer.from(hashOf(address, code))
      const isRight = (hash: string) => timingSafeEqual(Buffer.from(hash), given)
      if (!(await addresses.verify(address, isRight, { channel: name, actor, at: now() }))) {
        throw new Problem('verification-failed', `${email.address} is waited for with another code`)
      }
      return { channel: await channels.get(name), isMailed: false }
    },
  }
}

function textWith(code: string): string {
  return [
    'Somebody wants notifications to be sent to this address.',
    '',
    `If you want them, tell who asked you this code: ${code}`,
    '',
    'It holds for a day. If you do not want them, do nothing.',
  ].join('\n')
}
