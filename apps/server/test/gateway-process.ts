import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createClient, type Client } from '@temporal-registry/sdk/client'
import { freePort } from './dev-server.ts'
import { untilReady } from './gateway.ts'

const mainPath = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** A gateway as it is deployed: a process of its own, which may be killed and started again. */
export interface GatewayProcess extends AsyncDisposable {
  readonly url: string
  /** Sends each request once: what was not answered is for the test to judge. */
  readonly client: Client
  readonly registryId: string
  /** `sections` replace those it was made with: it is configured anew. */
  start(options?: { untilReady?: boolean; sections?: string }): Promise<void>
  /** Ends the process. @returns its exit code, or the signal that ended it. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | string>
  /** What it wrote to standard error. */
  log(): string
}

/** Makes a gateway for a Temporal that may not exist yet; it runs after `start()`. */
export async function createGatewayProcess(options: {
  readonly temporalAddress: string
  readonly registryId?: string
  /** Of PostgreSQL; absent: the gateway has no database. */
  readonly databaseUrl?: string
  /** Further sections, as YAML. */
  readonly sections?: string
}): Promise<GatewayProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-'))
  const config = join(folder, 'config.yaml')
  const port = await freePort()
  const registryId = options.registryId ?? `registry-${randomUUID()}`
  const url = `http://127.0.0.1:${port}`
  const configure = (sections: string) =>
    writeFileSync(
      config,
      `temporal: { address: '${options.temporalAddress}', namespace: default, tls: false }
server: { port: ${port} }
registry: { workflow_id: ${registryId}, workflow_type: temporal-registry.v1, task_queue: ${registryId} }
database: { url: '${options.databaseUrl ?? ''}' }
${sections}
`,
    )
  configure(options.sections ?? '')
  let child: ChildProcess | undefined
  let log = ''

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | string> {
    const running = child
    child = undefined
    if (!running) throw new Error('The gateway does not run')
    const ended = once(running, 'exit')
    running.kill(signal)
    const [code, byName] = (await ended) as [number | null, string | null]
    return code ?? byName ?? ''
  }

  return {
    url,
    client: createClient({ url, retry: false }),
    registryId,
    async start(how = {}) {
      if (how.sections !== undefined) configure(how.sections)
      child = spawn(process.execPath, [mainPath, '-f', config], {
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      child.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()))
      if (how.untilReady ?? true) await untilReady(url)
    },
    end,
    log: () => log,
    async [Symbol.asyncDispose]() {
      if (child) await end('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
