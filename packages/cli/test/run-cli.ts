import { spawn } from 'node:child_process'
import { PassThrough, type Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

import { hasFlag } from '../src/find-command.ts'
import { createOutput } from '../src/output.ts'
import { runCommand } from '../src/run-command.ts'

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

/**
 * Runs a command where the test is: all of it but the process around it, whose start takes most of the time. What reads
 * standard input, is interrupted or replaces its process has to be one: `runCli`.
 */
export async function runCommandHere(
  args: readonly string[],
  { url, env = {} }: Pick<CliOptions, 'url' | 'env'> = {},
): Promise<CliResult> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  // Output asks of a stream what a pipe has not either: whether it is a terminal, and how wide.
  const out = createOutput(hasFlag(args, '--json'), {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
  })
  const said = Promise.all([text(stdout), text(stderr)])
  const code = await runCommand(args, out, {
    ...(url === undefined ? {} : { TEMPORAL_REGISTRY_URL: url }),
    ...env,
  })
  stdout.end()
  stderr.end()
  const [result, told] = await said
  return { code, stdout: result, stderr: told }
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
