import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * Sees to it that process groups end with us, even when we are killed by SIGKILL.
 *
 * A process of its own reads what we write; when its input closes before a group was taken off
 * the list, it ends that group.
 */
export interface OrphanGuard {
  watch(groupId: number): void
  forget(groupId: number): void
  close(): void
}

export function startOrphanGuard(): OrphanGuard {
  const script = fileURLToPath(import.meta.resolve('./end-orphans.ts'))
  const guard = spawn(process.execPath, [script], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  // Somebody may end the guard; the groups then only lose this protection.
  guard.on('error', () => {})
  guard.stdin.on('error', () => {})
  guard.unref()
  return {
    watch: (groupId) => guard.stdin.write(`+${groupId}\n`),
    forget: (groupId) => guard.stdin.write(`-${groupId}\n`),
    close: () => guard.stdin.end(),
  }
}
