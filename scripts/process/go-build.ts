import { SetupError } from '../setup-error.ts'
import { runQuietly } from './run.ts'

interface GoBuild {
  /** What is built, as a sentence begins: «The Temporal CLI». */
  readonly what: string
  /** The module's folder. */
  readonly dir: string
  /** Package to build, and flags beside those that every build has. */
  readonly args: readonly string[]
  readonly target: string
  readonly remedies?: string[]
  readonly stop: AbortSignal
}

/** Builds an executable from a Go module of ours, from exactly the versions that it pins. */
export async function goBuild({ what, dir, args, target, remedies = [], stop }: GoBuild) {
  const flags = ['-mod=readonly', '-buildvcs=false', '-o', target]
  const { code, output } = await runQuietly('go', ['build', ...flags, ...args], {
    cwd: dir,
    // A go.work of the user's in a folder above would replace our module's versions.
    env: { ...process.env, GOWORK: 'off' },
    stop,
  })
  if (code === 0) return
  throw new SetupError(`${what} could not be built.`, {
    why: `In ${dir}, go build said:\n${output.trim().split('\n').slice(-20).join('\n')}`,
    remedies,
  })
}
