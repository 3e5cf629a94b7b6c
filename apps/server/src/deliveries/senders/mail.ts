import { createHash } from 'node:crypto'
import { Problem } from '@temporal-registry/contract/problem'
import { createTransport } from 'nodemailer'
import type { Config } from '../../config/config.ts'
import { mailNotConfigured } from '../ready-channels.ts'
import type { Sender, SentAnswer } from './sender.ts'

const connectTimeoutMs = 10_000
const socketTimeoutMs = 30_000

export type SmtpSettings = Config['notify']['smtp']

/**
 * Sends mail by the operator's server, one address at a time. `Message-ID` is the same at every attempt, so that
 * mailboxes which look at it show a message once.
 */
export function createMailSender(smtp: SmtpSettings): Sender<'email'> {
  const { host, port, tls, username, password, from, unsubscribe } = smtp
  const transport = createTransport({
    ...{ host, port, secure: tls === 'implicit' },
    ...{ requireTLS: tls === 'starttls', ignoreTLS: tls === 'none' },
    ...(username === '' ? {} : { auth: { user: username, pass: password } }),
    ...{ connectionTimeout: connectTimeoutMs, greetingTimeout: connectTimeoutMs },
    socketTimeout: socketTimeoutMs,
    // What messages hold is no name of a file, and nothing to fetch.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  })
  const domain = /@([^@>\s]+)>?$/.exec(from)?.[1] ?? 'localhost'

  return async ({ address }, { key, rendered, at }) => {
    if (host === '') throw mailNotConfigured()
    const { subject = '', text = '', html } = rendered
    const recipient = createHash('sha256').update(address).digest('hex').slice(0, 16)
    try {
      const { response } = await transport.sendMail({
        from,
        // As an object it is one address, whatever it looks like.
        to: { name: '', address },
        messageId: `<${key}.${recipient}@${domain}>`,
        ...{ subject, text, date: at },
        ...(html === undefined ? {} : { html }),
        headers: {
          // Answering machines leave it alone (RFC 3834).
          'Auto-Submitted': 'auto-generated',
          ...(unsubscribe === '' ? {} : { 'List-Unsubscribe': `<${unsubscribe}>` }),
        },
      })
      return answerOf(response)
    } catch (error) {
      return answerOfFailure(error)
    }
  }
}

function answerOf(response: string | undefined): SentAnswer {
  const text = response ?? ''
  return { status: Number(/^\d{3}/.exec(text)?.[0] ?? 250), excerpt: text }
}

/** What the server said about the address or the message is an answer; anything else is none. */
function answerOfFailure(error: unknown): SentAnswer {
  if (!(error instanceof Error)) throw error
  const code: unknown = Reflect.get(error, 'code')
  const response: unknown = Reflect.get(error, 'response')
  const isAboutMessage = code === 'EENVELOPE' || code === 'EMESSAGE'
  if (isAboutMessage && typeof response === 'string' && response !== '') return answerOf(response)
  const isTimeout = code === 'ETIMEDOUT'
  throw new Problem(
    isTimeout ? 'outbound-timeout' : 'outbound-failed',
    `The mail server: ${error.message}`,
    {},
    error,
  )
}
