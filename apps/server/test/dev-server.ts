import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Connection } from '@temporalio/client'
import { devServerArgs, tuningArgs } from '../../../scripts/temporal/dev-server-flags.ts'

/** A Temporal dev server of a test, which may be killed and started again on the same file. */
export interface TestDevServer extends AsyncDisposable {
  readonly address: string
  start(): Promise<void>
  kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): Promise<void>
}

const readyTimeoutMs = 30_000

/**
 * Makes a dev server; it runs after `start()`. Without a file it forgets everything when it ends. `settings` are
 * of its dynamic configuration, beside ours.
 */
export async function createDevServer(
  dbFile?: string,
  settings: Readonly<Record<string, number>> = {},
): Promise<TestDevServer> {
  const executable = process.env['TEMPORAL_TEST_SERVER_PATH'] ?? 'temporal'
  const flags = { host: '127.0.0.1', port: await freePort(), dbFile }
  const address = `${flags.host}:${flags.port}`
  let server: ChildProcess | undefined

  async function kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): Promise<void> {
    const running = server
    if (!running) return
    const isEnd = signal === 'SIGKILL' || signal === 'SIGTERM'
    const ended = isEnd ? once(running, 'exit') : undefined
    running.kill(signal)
    await ended
    if (isEnd) server = undefined
  }

  return {
    address,
    async start() {
      const more = Object.entries(settings).flatMap(([key, value]) => [
        '--dynamic-config-value',
        `${key}=${value}`,
      ])
      const args = [...devServerArgs(flags), ...tuningArgs(flags), ...more]
      server = spawn(executable, args, { stdio: 'ignore' })
      await untilReady(address)
    },
    kill,
    [Symbol.asyncDispose]: () => kill('SIGKILL'),
  }
}

async function untilReady(address: string): Promise<void> {
  for (const giveUpAtMs = Date.now() + readyTimeoutMs; ;) {
    try {
      const connection = await Connection.connect({ address, connectTimeout: '1s' })
      await connection.workflowService.describeNamespace({ namespace: 'default' })
      await connection.close()
      return
    } catch (error) {
      if (Date.now() > giveUpAtMs) throw error
      await sleep(50)
    }
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server listening on a port has an address of this kind.
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
