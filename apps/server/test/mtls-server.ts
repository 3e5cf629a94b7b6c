import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { tuningArgs } from '../../../scripts/temporal/dev-server-flags.ts'
import { findMtlsServer } from '../../../scripts/temporal/mtls-server.ts'
import { renderSetupError, SetupError } from '../../../scripts/setup-error.ts'
import type { Authority, Pair } from '../../../packages/sdk/test/certificates.ts'
import { freePort } from './dev-server.ts'
import { eventually } from './wait.ts'

/** A real Temporal server that serves nobody without a certificate of its authority. */
export interface MtlsServer extends AsyncDisposable {
  readonly address: string
}

/** Starts one in memory, which shows a certificate and lets in those of an authority. */
export async function startMtlsServer(own: Pair, authority: Authority): Promise<MtlsServer> {
  const executable = await executableOrRemedy()
  const port = await freePort()
  const trust = ['-tls-server-ca', authority.cert, '-tls-client-ca', authority.cert]
  const tuning = tuningArgs({ host: '127.0.0.1', port })
  const args = ['-port', String(port), '-tls-cert', own.cert, '-tls-key', own.key, ...trust]
  const server = spawn(executable, [...args, ...tuning], { stdio: ['ignore', 'ignore', 'pipe'] })
  await untilListening(server, port)
  return {
    address: `127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      if (server.exitCode !== null) return
      const ended = once(server, 'exit')
      server.kill('SIGKILL')
      await ended
    },
  }
}

async function executableOrRemedy(): Promise<string> {
  try {
    const stop = new AbortController().signal
    return await findMtlsServer({ setDetail: () => {}, stop })
  } catch (error) {
    throw error instanceof SetupError ? new Error(renderSetupError(error), { cause: error }) : error
  }
}

async function untilListening(server: ChildProcess, port: number): Promise<void> {
  let said = ''
  server.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await eventually(async () => {
    if (server.exitCode !== null)
      throw new Error(`The server ended with ${server.exitCode}: ${said}`)
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.destroy()
    return true
  }, 30_000)
}
