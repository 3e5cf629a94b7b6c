import { createHash, randomUUID } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import server from '../package.json' with { type: 'json' }
import { cacheDir } from '../../../scripts/paths.ts'
import { withLock } from '../../../scripts/process/with-lock.ts'
import { migrate, migrationsFolder, readMigrations } from '../src/platform/database/migrations.ts'
import { openPgliteFolder } from '../src/platform/database/pglite.ts'

const keptForMs = 86_400_000

/**
 * A folder with an embedded database of today's tables, for one test file. Making one takes seconds, and
 * copying one does not: it is made once for a version of PGlite and of the migrations.
 */
export async function freshPgliteFolder(): Promise<string> {
  const template = join(cacheDir(), `pglite-${hashOfTables()}`)
  const lock = { onWait: () => {}, stop: AbortSignal.timeout(120_000) }
  if (!existsSync(template)) await withLock(`${template}.lock`, lock, () => make(template))
  const folder = mkdtempSync(join(tmpdir(), 'pglite-'))
  cpSync(template, folder, { recursive: true })
  return folder
}

async function make(template: string): Promise<void> {
  if (existsSync(template)) return
  dropOld(cacheDir())
  const unfinished = `${template}.${randomUUID()}`
  const engine = await openPgliteFolder(unfinished)
  const client = await engine.pool.connect()
  await migrate(client, readMigrations(migrationsFolder))
  client.release()
  await engine.close()
  renameSync(unfinished, template)
}

function hashOfTables(): string {
  const hash = createHash('sha256').update(server.dependencies['@electric-sql/pglite'])
  for (const { checksum } of readMigrations(migrationsFolder)) hash.update(checksum)
  return hash.digest('hex').slice(0, 16)
}

function dropOld(cache: string): void {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name)
    const isOld = () => Date.now() - statSync(path).mtimeMs > keptForMs
    if (name.startsWith('pglite-') && isOld()) rmSync(path, { recursive: true, force: true })
  }
}
