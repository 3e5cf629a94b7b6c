import { rename, rm } from 'node:fs/promises'
import { goBuild } from '../process/go-build.ts'
import { temporalModuleDir } from './cli-version.ts'

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
  try {
    await goBuild({
      what: 'The Temporal CLI',
      dir: temporalModuleDir,
      args: ['-trimpath', '-ldflags', `-s -w -X ${versionVariable}=${version}`, goPackage],
      target: unfinished,
      remedies: ['install the Temporal CLI instead: https://docs.temporal.io/cli'],
      stop,
    })
    await rename(unfinished, target)
  } finally {
    await rm(unfinished, { force: true })
  }
}
