import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { SetupError } from '../setup-error.ts'
import { findPortHolder } from './port-holder.ts'

export interface WantedPort {
  readonly host: string
  readonly port: number
  readonly purpose: string
  readonly flag: string
}

/** Refuses to go on when a port is taken; waits `patienceMs` for those that may come free. */
export async function requireFreePorts(wanted: readonly WantedPort[], patienceMs: number) {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const free = await Promise.all(wanted.map(isFree))
    const taken = wanted.filter((_, index) => !free[index])
    if (taken.length === 0) return
    if (Date.now() > deadline) throw await takenError(taken)
    await delay(250)
  }
}

/** A port that is nice to have, or another one that was free a moment ago. */
export async function portOrAnother(host: string, port: number): Promise<number> {
  if (await isFree({ host, port })) return port
  const server = createServer().listen({ host, port: 0 })
  await once(server, 'listening')
  // A TCP server listening on a port has an address of this kind.
  const { port: free } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return free
}

async function isFree({ host, port }: Pick<WantedPort, 'host' | 'port'>): Promise<boolean> {
  const server = createServer()
  try {
    server.listen({ host, port, exclusive: true })
    await once(server, 'listening')
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false
    const reason = (error as Error).message
    throw new SetupError(`Port ${port} on ${host} cannot be used: ${reason}.`)
  } finally {
    server.close()
  }
}

async function takenError(taken: readonly WantedPort[]): Promise<SetupError> {
  const lines = await Promise.all(taken.map(describeHolder))
  return new SetupError(lines.join('\n  '), {
    remedies: [
      ...taken.map(({ flag, purpose }) => `${flag} <number> chooses another port for ${purpose}`),
      'or stop that process yourself: this command ends only what it has started',
    ],
  })
}

async function describeHolder({ port, purpose }: WantedPort): Promise<string> {
  const holder = await findPortHolder(port)
  const who = holder ? `pid ${holder.pid} (${holder.command})` : 'a process of another user'
  return `Port ${port}, wanted for ${purpose}, is taken by ${who}.`
}
