import { once } from 'node:events'
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import pg from 'pg'
import { isTaken, takeLock } from '../lock-file.ts'
import { hearBreaks, type Engine } from './engine.ts'
import type { PgliteSettings } from './pglite-messages.ts'
import { createPgliteStream } from './pglite-stream.ts'
import { valueParsers } from './value-parsers.ts'

/**
 * The folder is in use by another process. PGlite itself would not notice: both would go on writing, and
 * lose what the other wrote.
 */
export class FolderHeldError extends Error {}

/**
 * Opens PGlite on a folder that is ours alone from here on; makes it where there is none.
 *
 * @throws FolderHeldError
 */
export async function openPgliteFolder(folder: string): Promise<Engine> {
  const dataDir = resolve(folder)
  const lock = takeLock(join(dataDir, 'database.lock'), 'the database of a gateway')
  if (!isTaken(lock)) {
    throw new FolderHeldError(
      `The database folder ${dataDir} is in use by pid ${lock.pid} (${lock.purpose}), and takes one process only. ` +
        'End that process, give this one a folder of its own (TEMPORAL_REGISTRY_DATABASE_DIR), ' +
        'or run both on a PostgreSQL (DATABASE_URL)',
    )
  }
  try {
    const engine = await openOrMake(dataDir)
    return {
      ...engine,
      async close() {
        await engine.close()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/**
 * The mark beside the data says that it was made to the end. What has none was left by a process that was
 * killed while it made it: nothing was stored there, and PGlite could not open it.
 */
async function openOrMake(folder: string): Promise<Engine> {
  const dataDir = join(folder, 'pglite')
  const mark = join(folder, 'made')
  if (existsSync(dataDir) && !existsSync(mark)) {
    renameSync(dataDir, `${dataDir}.unfinished-${Date.now()}`)
  }
  const engine = await openPglite({ dataDir })
  writeFileSync(mark, '')
  return engine
}

/** Opens PGlite in a thread of its own, without asking who else uses its folder. */
export async function openPglite(settings: PgliteSettings): Promise<Engine> {
  // Beside this module is its source, or where this is built, what was built of it.
  const module = new URL(`./pglite-worker${extname(import.meta.url)}`, import.meta.url)
  // Flags for the main module, such as those about where it is read from, are not for this one.
  const worker = new Worker(module, { workerData: settings, execArgv: [] })
  let fault: Error | undefined
  worker.on('error', (error: Error) => (fault = error))
  worker.once('exit', () => (fault ??= new Error('The database has ended')))
  await once(worker, 'message')
  const pool = hearBreaks(
    new pg.Pool({
      stream: () => createPgliteStream(worker),
      types: valueParsers,
      user: 'postgres',
      database: 'postgres',
      max: 1,
      idleTimeoutMillis: 0,
    }),
  )

  return {
    pool,
    async probe() {
      if (fault) throw fault
    },
    async close() {
      await pool.end()
      await worker.terminate()
    },
  }
}
