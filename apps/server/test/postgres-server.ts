import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { requirePostgres } from '../../../scripts/postgres/find-postgres.ts'
import { eventually } from './wait.ts'

/** A PostgreSQL of a test, on a socket of its own, which may be killed and started again. */
export interface TestPostgres extends AsyncDisposable {
  /** URL of one of its databases. */
  url(database?: string): string
  start(): Promise<void>
  /** SIGKILL ends it as a crash does, SIGINT breaks the connections and ends it in order. */
  end(signal: 'SIGINT' | 'SIGKILL'): Promise<void>
}

/** What tests lose in a crash of the machine does not matter; what they lose in one of the server does. */
const careless = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off']

/** Makes an empty cluster; it runs after `start()`. A durable one writes as a server that others rely on does. */
export async function createTestPostgres({ isDurable = false } = {}): Promise<TestPostgres> {
  const named = ['max_connections=200', 'listen_addresses=', ...(isDurable ? [] : careless)]
  const settings = named.flatMap((setting) => ['-c', setting])
  const programs = requirePostgres()
  const folder = mkdtempSync(join(tmpdir(), 'postgres-'))
  const data = join(folder, 'data')
  const account = unprivilegedAccount()
  if (account) chownSync(folder, account.uid, account.gid)
  const initdb = ['-D', data, '--username=test', '--auth=trust', '--no-sync', '--encoding=UTF8']
  execFileSync(join(programs, 'initdb'), [...initdb, '--locale=C'], { ...account, stdio: 'ignore' })
  let server: ChildProcess | undefined
  const url = (database = 'postgres') =>
    `postgresql://test@localhost/${database}?host=${encodeURIComponent(folder)}`

  async function end(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
    const running = server
    server = undefined
    if (!running) return
    const ended = once(running, 'exit')
    running.kill(signal)
    await ended
  }

  return {
    url,
    async start() {
      server = spawn(join(programs, 'postgres'), ['-D', data, '-k', folder, ...settings], {
        ...account,
        stdio: 'ignore',
      })
      await eventually(() => answers(url()))
    },
    end,
    async [Symbol.asyncDispose]() {
      await end('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** PostgreSQL refuses to run as root. */
function unprivilegedAccount(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

async function answers(connectionString: string): Promise<true> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  await client.connect()
  await client.end()
  return true
}
