import { join } from 'node:path'
import { cachedBuild, readInputs } from '../process/cached-build.ts'
import { goBuild } from '../process/go-build.ts'
import { findOnPath } from '../process/search-path.ts'
import { SetupError } from '../setup-error.ts'
import type { Steps } from '../terminal/steps.ts'
import { temporalModuleDir } from './cli-version.ts'

export const mtlsServerVariable = 'TEMPORAL_TEST_MTLS_SERVER_PATH'

interface FindOptions {
  readonly setDetail: (detail: string) => void
  readonly stop: AbortSignal
}

/** The environment by which tests find a Temporal server that speaks mutual TLS. */
export async function mtlsServerEnv(steps: Steps, stop: AbortSignal): Promise<NodeJS.ProcessEnv> {
  const executable = await steps.run('Temporal server with mutual TLS', async (setDetail) => {
    const found = await findMtlsServer({ setDetail, stop })
    setDetail('')
    return found
  })
  return { [mtlsServerVariable]: executable }
}

/**
 * The one that the environment names, else ours from the cache, else a build of it. Temporal's CLI has no
 * flags for TLS, so its dev server cannot be asked.
 */
export async function findMtlsServer({ setDetail, stop }: FindOptions): Promise<string> {
  const given = process.env[mtlsServerVariable]
  if (given) return given
  const isSource = (file: string) => /^(go\.(mod|sum)|mtls-server\/.*\.go)$/.test(file)
  const inputs = await readInputs(temporalModuleDir, isSource)
  const options = { name: 'temporal-mtls-server', inputs, setDetail, stop }
  const dir = await cachedBuild(options, async (target) => {
    if (!findOnPath('go')) throw nothingToBuildWith()
    setDetail('building it with Go, seconds beside the CLI and minutes without')
    await goBuild({
      what: 'The Temporal server with mutual TLS',
      dir: temporalModuleDir,
      args: ['-trimpath', '-ldflags', '-s -w', './mtls-server'],
      target: join(target, 'temporal-mtls-server'),
      stop,
    })
  })
  return join(dir, 'temporal-mtls-server')
}

function nothingToBuildWith(): SetupError {
  return new SetupError('The tests of mutual TLS have no Temporal server that speaks it.', {
    why: "Temporal's CLI has no flags for TLS; tools/temporal/mtls-server is built instead, and there is no go.",
    remedies: [
      'install Go (https://go.dev/dl) and run this again: it is then built once',
      `or build tools/temporal/mtls-server elsewhere, and set ${mtlsServerVariable} to it`,
    ],
  })
}
