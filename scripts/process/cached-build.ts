import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheDir } from '../paths.ts'
import { withLock } from './with-lock.ts'

const keptUnusedMs = 14 * 24 * 3600 * 1000

interface CachedBuild {
  readonly name: string
  /** Everything the result depends on. */
  readonly inputs: readonly (string | Uint8Array)[]
  readonly setDetail: (detail: string) => void
  readonly stop: AbortSignal
}

/**
 * Answers a folder of the cache that `build` has filled from exactly these inputs, now or in an
 * earlier run. A folder without its mark is an interrupted build and is made anew.
 */
export async function cachedBuild(
  { name, inputs, setDetail, stop }: CachedBuild,
  build: (dir: string) => Promise<void>,
): Promise<string> {
  const dir = join(cacheDir(), `${name}-${hash(inputs)}`)
  const mark = join(dir, '.complete')
  await mkdir(cacheDir(), { recursive: true })
  const onWait = ({ pid }: { pid: number }) => setDetail(`waiting for pid ${pid}, which builds it`)

  await withLock(`${dir}.lock`, { onWait, stop }, async () => {
    if (existsSync(mark)) return await utimes(dir, new Date(), new Date())
    await rm(dir, { recursive: true, force: true })
    await mkdir(dir)
    try {
      await build(dir)
    } catch (error) {
      await rm(dir, { recursive: true, force: true })
      throw error
    }
    await writeFile(mark, '')
    await removeUnused(name)
  })
  return dir
}

export async function readInputs(dir: string, isInput: (file: string) => boolean) {
  const files = (await readdir(dir, { recursive: true })).filter(isInput).toSorted()
  const contents = await Promise.all(files.map((file) => readFile(join(dir, file))))
  return files.flatMap((file, index) => [file, contents[index] ?? ''])
}

function hash(inputs: CachedBuild['inputs']): string {
  const sum = createHash('sha256')
  for (const input of inputs) sum.update(`${input.length}:`).update(input)
  return sum.digest('hex').slice(0, 16)
}

/** Every edit of an example makes a new folder: those nobody has used for two weeks go. */
async function removeUnused(name: string) {
  for (const entry of await readdir(cacheDir(), { withFileTypes: true })) {
    if (!entry.isDirectory() || !entry.name.startsWith(`${name}-`)) continue
    const dir = join(cacheDir(), entry.name)
    const { mtimeMs } = await stat(dir)
    if (Date.now() - mtimeMs > keptUnusedMs) await rm(dir, { recursive: true, force: true })
  }
}
