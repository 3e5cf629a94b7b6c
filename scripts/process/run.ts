import { spawn, type ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { Interrupted } from '../run-main.ts'

export interface Outcome {
  readonly code: number
  readonly output: string
}

interface RunOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly stop?: AbortSignal
  readonly timeoutMs?: number
}

/** Runs a command and keeps what it says; a command that is missing ends with 127, as in a shell. */
export async function runQuietly(
  command: string,
  args: readonly string[],
  { cwd, env = process.env, stop, timeoutMs }: RunOptions = {},
): Promise<Outcome> {
  const stdio = ['ignore', 'pipe', 'pipe'] as const
  const child = spawn(command, args, { cwd, env, stdio: [...stdio], timeout: timeoutMs })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
  }
  try {
    return { code: await ended(child, stop), output }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return { code: 127, output: `${command}: not found` }
  }
}

/** Runs a command in the foreground and answers its exit code. */
export async function runVisibly(
  command: string,
  args: readonly string[],
  { cwd, env = process.env, stop }: RunOptions = {},
): Promise<number> {
  return await ended(spawn(command, args, { cwd, env, stdio: 'inherit' }), stop)
}

async function ended(child: ChildProcess, stop?: AbortSignal): Promise<number> {
  const pass = () => {
    const signal = stop?.reason instanceof Interrupted ? stop.reason.signal : 'SIGTERM'
    // Ctrl-C has reached the child already: it is in the terminal's foreground group like us.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  stop?.addEventListener('abort', pass)
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (status, signal) => {
        resolve(status ?? 128 + constants.signals[signal ?? 'SIGTERM'])
      })
    })
    stop?.throwIfAborted()
    return code
  } finally {
    stop?.removeEventListener('abort', pass)
  }
}
