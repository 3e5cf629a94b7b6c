import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@temporal-registry/sdk/client'
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { freePort } from '../../server/test/dev-server.ts'
import { freshPgliteFolder } from '../../server/test/pglite-folder.ts'
import { eventually } from '../../server/test/wait.ts'
import { buildConsole } from '../../../scripts/console/build-console.ts'
import { findBrowser } from '../../../scripts/console/prepare-browser.ts'
import { repoRoot } from '../../../scripts/paths.ts'
import { createSteps } from '../../../scripts/terminal/steps.ts'

/** What a browser test works with: the product as it is, started once for a run. */
export interface ConsoleStack {
  /** Of a gateway that asks for no token. */
  readonly url: string
  /** Of a gateway on the same registry that asks for one. */
  readonly guardedUrl: string
  /** Tokens of the guarded gateway, by what they may do. */
  readonly tokens: { readonly admin: string; readonly reader: string }
  /** Where the one browser of the run is connected to. */
  readonly browserEndpoint: string
  /** Where the gateway sends mail; a test that awaits some listens there. */
  readonly mailPort: number
}

declare module 'vitest' {
  interface ProvidedContext {
    consoleStack: ConsoleStack
  }
}

const tokens = { admin: 'token-of-an-admin', reader: 'token-of-a-reader' } as const
const uiUrl = 'http://127.0.0.1:8233'
const readyMs = 120_000

const browserFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
]

/** Starts two gateways, the patterns worker and a browser, on the run's Temporal server. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const executablePath = findBrowser()
  if (!executablePath) {
    throw new Error('No Chromium was found: apt-get install chromium, or set CHROMIUM_PATH')
  }
  await buildConsole(createSteps(process.stderr), new AbortController().signal)
  const folder = mkdtempSync(join(tmpdir(), 'console-'))
  const processes: ChildProcess[] = []
  const start = (name: string, args: readonly string[], env: Record<string, string> = {}) => {
    const child = spawn(process.execPath, args, {
      cwd: repoRoot,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const log = createWriteStream(join(folder, `${name}.log`))
    child.stdout.pipe(log)
    child.stderr.pipe(log)
    processes.push(child)
  }

  const { temporalAddress } = project.getProvidedContext()
  const registryId = `registry-${randomUUID()}`
  const dataDir = await freshPgliteFolder()
  const startGateway = async (name: string, sections: string) => {
    const port = await freePort()
    const config = join(folder, `${name}.yaml`)
    writeFileSync(
      config,
      `temporal: { address: '${temporalAddress}', namespace: default, namespaces: [second], tls: false, ui_url: '${uiUrl}' }
server: { port: ${port} }
registry: { workflow_id: ${registryId}, workflow_type: temporal-registry.v1, task_queue: ${registryId}, poller_checks_per_second: 100 }
${sections}
`,
    )
    start(name, ['apps/server/src/main.ts', '-f', config])
    return `http://127.0.0.1:${port}`
  }
  const mailPort = await freePort()
  const url = await startGateway(
    'gateway',
    `database: { data_dir: '${dataDir}' }
secrets: { keys: ['e2e:${randomBytes(32).toString('base64')}'] }
outbound: { allow: [127.0.0.1/32] }
notify: { retry_seconds: [0.3, 0.3], smtp: { host: 127.0.0.1, port: ${mailPort}, tls: none, from: 'Registry <registry@gateway.example>' } }`,
  )
  const guardedUrl = await startGateway(
    'guarded',
    `auth: { tokens: [{ name: admin, token: ${tokens.admin}, scopes: [admin] }, { name: reader, token: ${tokens.reader}, scopes: [read] }] }`,
  )
  start('patterns', ['apps/patterns/src/main.ts'], {
    TEMPORAL_ADDRESS: temporalAddress,
    TEMPORAL_NAMESPACE: 'default',
    TEMPORAL_REGISTRY_URL: url,
    TEMPORAL_REGISTRY_TOKEN: '',
    TEMPORAL_REGISTRY_PATTERNS_METRICS_ADDRESS: `127.0.0.1:${await freePort()}`,
  })
  const browser = await chromium.launchServer({ executablePath, args: browserFlags })

  const client = createClient({ url })
  await eventually(async () => {
    const { status } = await client.workflows.get('cookbook.activity-choice.v1')
    return status === 'ready' && (await fetch(`${guardedUrl}/ready`)).ok
  }, readyMs)
  const browserEndpoint = browser.wsEndpoint()
  project.provide('consoleStack', { url, guardedUrl, tokens, browserEndpoint, mailPort })

  return async () => {
    await browser.close()
    for (const child of processes.toReversed()) await end(child)
    rmSync(folder, { recursive: true, force: true })
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const impatience = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await ended
  clearTimeout(impatience)
}
