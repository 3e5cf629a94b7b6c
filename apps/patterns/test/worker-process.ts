import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const mainPath = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** The patterns worker as it is deployed: a process of its own, set up by its environment. */
export interface WorkerProcess extends AsyncDisposable {
  /** What it has logged so far, a JSON object a line. */
  log(): string
  /** Its exit code, when it ends by itself. */
  readonly ended: Promise<number | null>
}

export function startWorkerProcess(env: Readonly<Record<string, string>>): WorkerProcess {
  const child = spawn(process.execPath, [mainPath], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  return {
    log: () => log,
    ended,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null) child.kill('SIGTERM')
      await ended
    },
  }
}
