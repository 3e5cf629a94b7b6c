import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../bin/temporal-registry.mjs', import.meta.url))

export interface CliResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly url?: string | undefined
  readonly stdin?: string | undefined
  readonly env?: Readonly<Record<string, string>>
  /** Closes standard output after so many characters, as `head` does. */
  readonly readAtMost?: number
  /** Presses Ctrl-C once standard error has said this. */
  readonly interruptAt?: RegExp
}

/** Runs the command as a person does: its own process, with nothing of the tests' environment. */
export async function runCli(
  args: readonly string[],
  { url, stdin = '', env = {}, readAtMost, interruptAt }: CliOptions = {},
): Promise<CliResult> {
  const child = spawn(process.execPath, [bin, ...args], {
    env: {
      PATH: process.env['PATH'],
      ...(url === undefined ? {} : { TEMPORAL_REGISTRY_URL: url }),
      ...env,
    },
  })
  child.stdin.end(stdin)
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const [stdout, stderr, code] = await Promise.all([
    readUntil(child.stdout, ({ length }) => length >= (readAtMost ?? Infinity)),
    readUntil(child.stderr, (said) => {
      if (interruptAt?.test(said) && !child.killed) child.kill('SIGINT')
      return false
    }),
    ended,
  ])
  return { code, stdout, stderr }
}

async function readUntil(stream: Readable, isEnough: (read: string) => boolean): Promise<string> {
  let read = ''
  for await (const chunk of stream.setEncoding('utf8')) {
    read += String(chunk)
    if (isEnough(read)) break
  }
  return read
}
