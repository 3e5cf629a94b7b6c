import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { repoRoot } from '../paths.ts'
import { runQuietly } from '../process/run.ts'
import { withLock } from '../process/with-lock.ts'
import { SetupError } from '../setup-error.ts'
import type { Steps } from '../terminal/steps.ts'

const folder = join(repoRoot, 'apps/console')
const dist = join(folder, 'dist')
/** What the build in `dist` was made of. */
const mark = join(dist, '.inputs')

/** Folders and files that end up in the browser. */
const inputs = [
  'package-lock.json',
  'apps/console/index.html',
  'apps/console/vite.config.ts',
  'apps/console/public',
  'apps/console/src',
  'packages/contract/src',
  'packages/sdk/src',
]

/** Sees that what the gateway serves as the console is made of today's sources. */
export async function buildConsole(steps: Steps, stop: AbortSignal): Promise<void> {
  await steps.run('console', async (setDetail) => {
    const onWait = ({ pid }: { pid: number }) =>
      setDetail(`waiting for pid ${pid}, which builds it`)
    await withLock(join(folder, '.build.lock'), { onWait, stop }, async () => {
      const wanted = await hashOfInputs()
      if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return setDetail('as built')
      setDetail('building it')
      // Vitest sets another, and React would be bundled as it is for development.
      const env = { ...process.env, NODE_ENV: 'production' }
      const { code, output } = await runQuietly('vite', ['build'], { cwd: folder, env, stop })
      if (code !== 0) {
        throw new SetupError('The console could not be built.', { why: output.trim() })
      }
      await writeFile(mark, wanted)
      setDetail('built')
    })
  })
}

async function hashOfInputs(): Promise<string> {
  const hash = createHash('sha256')
  for (const input of inputs) {
    for (const file of await filesOf(join(repoRoot, input))) {
      hash.update(file.slice(repoRoot.length)).update(await readFile(file))
    }
  }
  return hash.digest('hex')
}

async function filesOf(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => [])
  // Not a folder: the file itself.
  if (entries.length === 0) return [path]
  return entries
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}
