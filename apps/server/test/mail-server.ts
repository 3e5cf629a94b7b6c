import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A mail as it came in. */
export interface ReceivedMail {
  readonly to: readonly string[]
  /** Who had logged in. */
  readonly user: string | undefined
  readonly isEncrypted: boolean
  /** Headers and body, as they were sent. */
  readonly text: string
}

export interface MailServer {
  readonly port: number
  received(address: string): readonly ReceivedMail[]
  close(): Promise<void>
}

/** What a server of a test asks of those who send by it: nothing, or that they encrypt and log in. */
export interface MailServerOptions {
  readonly tls?: { readonly key: string; readonly cert: string }
  readonly login?: { readonly username: string; readonly password: string }
  /** Absent: any that is free. */
  readonly port?: number
}

/** A mail server of a test on loopback. `refuse` says with which status a recipient is refused, if it is. */
export async function startMailServer(
  refuse: (address: string, before: number) => number | undefined = () => undefined,
  options: MailServerOptions = {},
): Promise<MailServer> {
  const all: ReceivedMail[] = []
  const asked = new Map<string, number>()
  const server = new SMTPServer({
    ...(options.tls ?? { authOptional: true, disabledCommands: ['STARTTLS'] }),
    onAuth({ username, password }, _session, done) {
      const { login } = options
      const isRight = username === login?.username && password === login?.password
      if (isRight) done(null, { user: username })
      else done(new Error('Invalid username or password'))
    },
    onRcptTo({ address }, _session, done) {
      const before = asked.get(address) ?? 0
      asked.set(address, before + 1)
      const status = refuse(address, before)
      if (status === undefined) return done()
      done(Object.assign(new Error('not now'), { responseCode: status }))
    },
    async onData(stream, session, done) {
      const text = Buffer.concat(await Array.fromAsync(stream)).toString()
      const to = session.envelope.rcptTo.map(({ address }) => address)
      all.push({ to, text, user: session.user, isEncrypted: session.secure })
      done()
    },
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  // A server that listens on TCP has such an address.
  const { port } = server.server.address() as AddressInfo
  return {
    port,
    received: (address) => all.filter(({ to }) => to.includes(address)),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
