import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { OrphanGuard } from './orphan-guard.ts'
import { killGroup } from './process-group.ts'

export interface Service {
  readonly name: string
  readonly logFile: string
  /** How it ended, in words: «exit code 3», «signal SIGKILL», or why it did not start. */
  readonly exited: Promise<string>
  /** SIGTERM, then SIGKILL when it is still there after `patienceMs`. */
  stop(patienceMs: number): Promise<void>
  kill(): void
}

export interface ServiceOptions {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly logFile: string
}

/** Starts a process in a group of its own, where the terminal's Ctrl-C does not reach it. */
export function startService(guard: OrphanGuard, options: ServiceOptions): Service {
  const { name, command, args, cwd, env, logFile } = options
  const log = openLog(logFile)
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', log, log] })
  closeSync(log)

  const { pid } = child
  const kill = (signal: NodeJS.Signals) => pid !== undefined && killGroup(pid, signal)
  if (pid !== undefined) guard.watch(pid)

  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => {
      // What it may have started itself must not outlive it.
      kill('SIGKILL')
      if (pid !== undefined) guard.forget(pid)
      resolve(signal ? `signal ${signal}` : `exit code ${code}`)
    })
  })

  async function stop(patienceMs: number) {
    kill('SIGTERM')
    const patience = new AbortController()
    const force = delay(patienceMs, undefined, { signal: patience.signal }).then(
      () => kill('SIGKILL'),
      () => {},
    )
    await exited
    patience.abort()
    await force
  }

  return { name, logFile, exited, stop, kill: () => kill('SIGKILL') }
}

/** One log a start, and the one before it: enough to look back, never more. */
function openLog(logFile: string): number {
  mkdirSync(dirname(logFile), { recursive: true })
  if (existsSync(logFile)) renameSync(logFile, logFile.replace(/\.log$/, '.previous.log'))
  return openSync(logFile, 'a')
}
