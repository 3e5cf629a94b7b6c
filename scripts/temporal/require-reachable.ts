import { once } from 'node:events'
import { connect } from 'node:net'
import { SetupError } from '../setup-error.ts'

const timeoutMs = 5000

/** Finds out in seconds what the gateway would otherwise find out by minutes of trying. */
export async function requireReachable(address: string) {
  const { hostname, port } = parseAddress(address)
  const socket = connect({ host: hostname, port, timeout: timeoutMs })
  socket.once('timeout', () => socket.destroy(new Error('no answer in 5 s')))
  try {
    await once(socket, 'connect')
  } catch (error) {
    throw new SetupError(`There is no server at TEMPORAL_ADDRESS, ${address}.`, {
      why: error instanceof Error ? error.message : String(error),
      remedies: ['start that server', 'or unset TEMPORAL_ADDRESS: then one is started here'],
    })
  } finally {
    socket.destroy()
  }
}

function parseAddress(address: string): { hostname: string; port: number } {
  const url = URL.parse(`tcp://${address}`)
  if (!url?.hostname) throw new SetupError(`TEMPORAL_ADDRESS is «${address}», and not a host:port.`)
  return { hostname: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 7233) }
}
