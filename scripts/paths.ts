import { homedir } from 'node:os'
import { isAbsolute, join, relative } from 'node:path'

export const repoRoot = join(import.meta.dirname, '..')

/** What can be made again and is shared by every clone of this user: executables, environments. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  const xdg = env['XDG_CACHE_HOME'] ?? ''
  // The XDG specification asks to ignore relative values.
  return join(isAbsolute(xdg) ? xdg : join(homedir(), '.cache'), 'temporal-registry')
}

/** The shortest way to write a path down for the person at this terminal. */
export function displayPath(path: string): string {
  const fromHere = relative(process.cwd(), path)
  return fromHere.startsWith('..') || fromHere === '' ? path : fromHere
}
