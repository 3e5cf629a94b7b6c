import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { processIdentity } from './process-identity.ts'

/**
 * A lock held by a live process. States: free (no file), held (file of a live process), stale
 * (file of a process that is gone). Only a taker moves stale to held; only the holder frees.
 */
export interface LockFile {
  /** The one before was killed and could not tidy up after itself. */
  readonly wasStale: boolean
  release(): void
}

export interface LockHolder {
  readonly pid: number
  readonly identity: string | undefined
  readonly purpose: string
}

export function takeLock(path: string, purpose: string): LockFile | LockHolder {
  mkdirSync(dirname(path), { recursive: true })
  const own = `${path}.${process.pid}`
  const content = JSON.stringify({
    pid: process.pid,
    identity: processIdentity(process.pid),
    purpose,
  })
  writeFileSync(own, content)
  try {
    for (let wasStale = false; ; wasStale = true) {
      // A link appears whole or not at all, so nobody ever reads a half-written lock.
      if (tryLink(own, path)) return { wasStale, release: () => release(path, content) }
      const holder = readHolder(path)
      if (holder && isHeld(holder)) return holder
      removeStale(path, `${own}.stale`)
    }
  } finally {
    rmSync(own, { force: true })
  }
}

export function isTaken(lock: LockFile | LockHolder): lock is LockFile {
  return 'release' in lock
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function readHolder(path: string): LockHolder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockHolder
  } catch {
    return undefined
  }
}

function isHeld({ pid, identity }: LockHolder): boolean {
  return identity !== undefined && processIdentity(pid) === identity
}

/** Between reading a stale lock and removing it another may have taken it: that one is put back. */
function removeStale(path: string, aside: string) {
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  const holder = readHolder(aside)
  if (holder && isHeld(holder)) tryLink(aside, path)
  rmSync(aside, { force: true })
}

function release(path: string, content: string) {
  try {
    if (readFileSync(path, 'utf8') === content) rmSync(path, { force: true })
  } catch {
    // Already gone: somebody emptied the folder, and there is nothing left to free.
  }
}
