import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A mail as it came in. */
export interface ReceivedMail {
  readonly to: readonly string[]
  /** Headers and body, as they were sent. */
  readonly text: string
}

export interface MailServer {
  readonly port: number
  received(address: string): readonly ReceivedMail[]
  close(): Promise<void>
}

/** A mail server of a test on loopback. `refuse` says with which status a recipient is refused, if it is. */
export async function startMailServer(
  refuse: (address: string, before: number) => number | undefined = () => undefined,
  listenAt = 0,
): Promise<MailServer> {
  const all: ReceivedMail[] = []
  const asked = new Map<string, number>()
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _session, done) {
      const before = asked.get(address) ?? 0
      asked.set(address, before + 1)
      const status = refuse(address, before)
      if (status === undefined) return done()
      done(Object.assign(new Error('not now'), { responseCode: status }))
    },
    async onData(stream, session, done) {
      const text = Buffer.concat(await Array.fromAsync(stream)).toString()
      all.push({ to: session.envelope.rcptTo.map(({ address }) => address), text })
      done()
    },
  })
  await new Promise<void>((resolve) => server.listen(listenAt, '127.0.0.1', resolve))
  // A server that listens on TCP has such an address.
  const { port } = server.server.address() as AddressInfo
  return {
    port,
    received: (address) => all.filter(({ to }) => to.includes(address)),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
