import { createWriteStream } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { runQuietly } from '../process/run.ts'
import { isTemporalCli } from './is-temporal-cli.ts'

const connectTimeoutMs = 5000
const stallTimeoutMs = 15_000
const platforms: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin' }
const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', arm64: 'arm64' }

interface DownloadOptions {
  readonly version: string
  readonly target: string
  readonly setDetail: (detail: string) => void
  readonly stop: AbortSignal
}

/** Fetches the official release into `target`; throws with a short reason when that cannot be. */
export async function downloadCli({ version, target, setDetail, stop }: DownloadOptions) {
  // Beside the target, because a rename is atomic only within one file system.
  const dir = await mkdtemp(join(dirname(target), '.download-'))
  try {
    const archive = join(dir, 'temporal.tar.gz')
    await fetchTo(archiveUrl(version), archive, { setDetail, stop })
    const unpacked = await runQuietly('tar', ['-xzf', archive, '-C', dir, 'temporal'], { stop })
    if (unpacked.code !== 0) throw new Error(`tar: ${unpacked.output.trim()}`)
    const executable = join(dir, 'temporal')
    if (!(await isTemporalCli(executable))) throw new Error('what came does not run here')
    await rename(executable, target)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

function archiveUrl(version: string): string {
  const platform = platforms[process.platform]
  const arch = architectures[process.arch]
  if (!platform || !arch) throw new Error(`no release for ${process.platform} on ${process.arch}`)
  return `https://temporal.download/cli/archive/v${version}?platform=${platform}&arch=${arch}`
}

async function fetchTo(
  url: string,
  file: string,
  { setDetail, stop }: Pick<DownloadOptions, 'setDetail' | 'stop'>,
) {
  const stalled = new AbortController()
  const giveUp = () => stalled.abort(new Error('no answer in time'))
  let timer = setTimeout(giveUp, connectTimeoutMs)
  let bytes = 0

  async function* watch(chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      clearTimeout(timer)
      timer = setTimeout(giveUp, stallTimeoutMs)
      bytes += chunk.length
      setDetail(`downloading the official CLI, ${(bytes / 1e6).toFixed(0)} MB`)
      yield chunk
    }
  }

  try {
    const response = await fetch(url, { signal: AbortSignal.any([stop, stalled.signal]) })
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`)
    await pipeline(response.body, watch, createWriteStream(file))
  } finally {
    clearTimeout(timer)
  }
}
