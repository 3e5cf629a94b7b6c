import { rename, rm } from 'node:fs/promises'
import { runQuietly } from '../process/run.ts'
import { SetupError } from '../setup-error.ts'
import { cliModuleDir } from './cli-version.ts'

const goPackage = 'github.com/temporalio/cli/cmd/temporal'
const versionVariable = 'github.com/temporalio/cli/temporalcli.Version'

interface BuildOptions {
  readonly version: string
  readonly target: string
  readonly stop: AbortSignal
}

/** Builds the official CLI from the Go module in tools/temporal into `target`. */
export async function buildCli({ version, target, stop }: BuildOptions) {
  const unfinished = `${target}.${process.pid}.tmp`
  const ldflags = `-s -w -X ${versionVariable}=${version}`
  const args = [
    '-mod=readonly',
    '-buildvcs=false',
    '-trimpath',
    '-ldflags',
    ldflags,
    '-o',
    unfinished,
    goPackage,
  ]
  try {
    const { code, output } = await runQuietly('go', ['build', ...args], {
      cwd: cliModuleDir,
      // A go.work of the user's in a folder above would replace our module's versions.
      env: { ...process.env, GOWORK: 'off' },
      stop,
    })
    if (code !== 0) {
      throw new SetupError('The Temporal CLI could not be built.', {
        why: `In tools/temporal, go build said:\n${output.trim().split('\n').slice(-20).join('\n')}`,
        remedies: ['install the Temporal CLI instead: https://docs.temporal.io/cli'],
      })
    }
    await rename(unfinished, target)
  } finally {
    await rm(unfinished, { force: true })
  }
}
