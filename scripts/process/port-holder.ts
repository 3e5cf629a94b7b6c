import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { runQuietly } from './run.ts'

export interface PortHolder {
  readonly pid: number
  readonly command: string
}

/** Finds who listens on a TCP port; nothing when that cannot be seen (another user's process). */
export async function findPortHolder(port: number): Promise<PortHolder | undefined> {
  return process.platform === 'linux' ? findOnLinux(port) : await findByLsof(port)
}

function findOnLinux(port: number): PortHolder | undefined {
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map((table) =>
    tryRead(() => readFileSync(table, 'utf8')),
  )
  const sockets = tables.flatMap((table) => listeningInodes(table ?? '', port))
  const links = new Set(sockets.map((inode) => `socket:[${inode}]`))
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry)
    if (pid > 0 && opensAny(pid, links)) return { pid, command: commandLine(pid) }
  }
  return undefined
}

const tcpListen = '0A'

/** Reads the kernel's table: `sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode …`. */
export function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return table
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .filter(([, local, , state]) => state === tcpListen && local?.endsWith(suffix))
    .flatMap((fields) => fields[9] ?? [])
}

function opensAny(pid: number, links: ReadonlySet<string>): boolean {
  const descriptors = tryRead(() => readdirSync(`/proc/${pid}/fd`)) ?? []
  return descriptors.some((fd) =>
    links.has(tryRead(() => readlinkSync(`/proc/${pid}/fd/${fd}`)) ?? ''),
  )
}

function commandLine(pid: number): string {
  const line = tryRead(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')) ?? ''
  return shorten(line.split('\0').join(' ').trim())
}

async function findByLsof(port: number): Promise<PortHolder | undefined> {
  const { output } = await runQuietly('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'])
  const [, pid, command] = /^p(\d+)\n(?:.*\n)*?c(.+)$/m.exec(output) ?? []
  return pid && command ? { pid: Number(pid), command: shorten(command) } : undefined
}

function shorten(command: string): string {
  return command.length > 80 ? `${command.slice(0, 79)}…` : command
}

/** Processes end while we look at them, and those of other users may not be looked into. */
function tryRead<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
