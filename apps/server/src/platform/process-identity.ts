import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * Names one process for good: a pid alone is given out again after a reboot or a wrap-around.
 * Answers nothing when no such process runs.
 */
export function processIdentity(pid: number): string | undefined {
  const startedAt = process.platform === 'linux' ? startOnLinux(pid) : startByPs(pid)
  return startedAt && `${pid} ${startedAt}`
}

function startOnLinux(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the command in brackets and may itself hold blanks and brackets.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' ? undefined : `${boot} ${fields[18]}`
  } catch {
    return undefined
  }
}

function startByPs(pid: number): string | undefined {
  const { status, stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)])
  return status === 0 ? stdout.toString().trim() : undefined
}
