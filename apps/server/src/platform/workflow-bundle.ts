import { createHash } from 'node:crypto'
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'

const keptForMs = 7 * 86_400_000
const source = fileURLToPath(new URL('..', import.meta.url))
const contract = dirname(fileURLToPath(import.meta.resolve('@temporal-registry/contract/problem')))
const workflowsPath = join(source, 'workflows.ts')
const payloadConverterPath = join(source, 'registry/workflow/payload-converter.ts')
/**
 * Modules that hold tables and no state: made once a thread rather than for each workflow, where they took half
 * of the time of its beginning, and memory as long as it is cached.
 */
const preloadModules = ['fflate', '@noble/hashes/sha2.js']

let made: Promise<{ code: string }> | undefined

/**
 * The sandbox's code, one for all workers. Bundling takes seconds, so it is kept on disk for as long as
 * its sources stay the same.
 */
export function workflowBundle(): Promise<{ code: string }> {
  made ??= readOrMake().catch((error: unknown) => {
    made = undefined
    throw error
  })
  return made
}

async function readOrMake(): Promise<{ code: string }> {
  const cached = join(cacheDir(), `workflows-${sourcesHash()}.js`)
  try {
    return { code: readFileSync(cached, 'utf8') }
  } catch {
    const { code } = await bundleWorkflowCode({
      workflowsPath,
      payloadConverterPath,
      preloadModules,
      logger: new DefaultLogger('ERROR'),
    })
    keep(cached, code)
    return { code }
  }
}

export { payloadConverterPath }

function cacheDir(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'temporal-registry')
}

/** A cache that cannot be written costs time at the next start, and nothing else. */
function keep(path: string, code: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    const temporary = `${path}.${process.pid}`
    writeFileSync(temporary, code)
    renameSync(temporary, path)
    dropOld(dirname(path))
  } catch {
    // Read-only file systems are common in containers.
  }
}

/** Bundles of sources long changed are of no use to anybody. */
function dropOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const isOld = () => Date.now() - statSync(path).mtimeMs > keptForMs
    if (name.startsWith('workflows-') && isOld()) rmSync(path)
  }
}

/** Hash of everything that can be in the bundle: workflow folders, the contract, and the SDK's version. */
function sourcesHash(): string {
  const hash = createHash('sha256')
  const sdk = import.meta.resolve('@temporalio/workflow')
  hash.update(readFileSync(join(dirname(fileURLToPath(sdk)), '../package.json')))
  hash.update(preloadModules.join())
  for (const file of [workflowsPath, ...sandboxFiles(source), ...sandboxFiles(contract)]) {
    hash.update(file).update(readFileSync(file))
  }
  return hash.digest('hex').slice(0, 16)
}

function sandboxFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => folder === contract || file.includes('/workflow/'))
    .toSorted()
}
