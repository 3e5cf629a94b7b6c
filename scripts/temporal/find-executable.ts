import { mkdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { displayPath } from '../paths.ts'
import { withLock } from '../process/with-lock.ts'
import { findOnPath } from '../process/search-path.ts'
import { SetupError } from '../setup-error.ts'
import type { Steps } from '../terminal/steps.ts'
import { buildCli } from './build.ts'
import { cachedCliPath, cliVersion } from './cli-version.ts'
import { downloadCli } from './download.ts'
import { isTemporalCli } from './is-temporal-cli.ts'

interface FindOptions {
  readonly steps: Steps
  readonly stop: AbortSignal
  /** How to name an existing server or executable instead, which differs by command. */
  readonly remedy: string
}

/** The `temporal` on PATH, else ours from the cache, else the release, else a build of it. */
export async function findTemporalExecutable(options: FindOptions): Promise<string> {
  return await options.steps.run('Temporal CLI', async (setDetail) => {
    const installed = findOnPath('temporal')
    if (installed && (await isTemporalCli(installed))) {
      setDetail(displayPath(installed))
      return installed
    }
    const cached = cachedCliPath()
    if (!(await isTemporalCli(cached))) await makeCached(cached, options, setDetail)
    setDetail(cached)
    return cached
  })
}

async function makeCached(target: string, options: FindOptions, setDetail: (text: string) => void) {
  const { steps, stop, remedy } = options
  const version = cliVersion()
  const onWait = ({ pid }: { pid: number }) => setDetail(`waiting for pid ${pid}, which makes it`)

  await withLock(`${dirname(target)}.lock`, { onWait, stop }, async () => {
    if (await isTemporalCli(target)) return
    // Under the lock, whatever else lies there was left by a build that was killed.
    await rm(dirname(target), { recursive: true, force: true })
    await mkdir(dirname(target), { recursive: true })
    setDetail('looking for the official release')
    try {
      return await downloadCli({ version, target, setDetail, stop })
    } catch (error) {
      stop.throwIfAborted()
      steps.note(`no download from temporal.download: ${reasonOf(error)}`)
    }
    if (!findOnPath('go')) throw nothingFound(version, remedy)
    setDetail(`building the official CLI ${version} with Go, some minutes the first time`)
    await buildCli({ version, target, stop })
  })
}

function nothingFound(version: string, remedy: string): SetupError {
  return new SetupError('There is no Temporal server to run against.', {
    why: `No temporal on PATH, temporal.download cannot be reached, and no Go to build CLI ${version} with.`,
    remedies: [
      'install the Temporal CLI (https://docs.temporal.io/cli), so that `temporal` is on PATH',
      'or install Go (https://go.dev/dl) and run this again: it is then built once',
      remedy,
    ],
  })
}

/** fetch hides what went wrong one level down. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { message } = error.cause instanceof Error ? error.cause : error
  return message.split('\n')[0] ?? message
}
