import { repoRoot } from './paths.ts'
import { runQuietly } from './process/run.ts'
import { runMain } from './run-main.ts'
import { SetupError } from './setup-error.ts'
import { createSteps, type Steps } from './terminal/steps.ts'

const checks: Readonly<Record<string, readonly [string, ...string[]]>> = {
  format: ['oxfmt', '--check'],
  types: ['tsc', '--noEmit'],
  // The browser's types are not Node's.
  'types of the console': ['tsc', '--noEmit', '--project', 'apps/console'],
  lint: ['oxlint', '--type-aware', '--deny-warnings'],
  unused: ['knip'],
  unit: ['vitest', 'run', '--project', 'unit'],
}

class CheckFailed extends Error {}

await runMain(async (stop) => {
  const steps = createSteps()
  let faults = 0
  for (const name of chosen(process.argv.slice(2))) {
    if (!(await passes(name, steps, stop))) faults += 1
  }
  return faults === 0 ? 0 : 1
})

/** All of them, or those named: `npm run check -- types lint`. */
function chosen(names: readonly string[]): readonly string[] {
  const all = Object.keys(checks)
  const unknown = names.find((name) => !all.includes(name))
  if (unknown) throw new SetupError(`There is no check «${unknown}», only ${all.join(', ')}.`)
  return names.length === 0 ? all : names
}

async function passes(name: string, steps: Steps, stop: AbortSignal): Promise<boolean> {
  const [command = '', ...args] = checks[name] ?? []
  let output = ''
  try {
    await steps.run(name, async () => {
      const outcome = await runQuietly(command, args, { cwd: repoRoot, env: withColour(), stop })
      output = outcome.output.trim()
      if (outcome.code !== 0) throw new CheckFailed()
    })
    return true
  } catch (error) {
    if (!(error instanceof CheckFailed)) throw error
    process.stdout.write(`\n${[command, ...args].join(' ')}\n${output}\n\n`)
    return false
  }
}

/** The tools write into a pipe here and would leave colours out. */
function withColour(): NodeJS.ProcessEnv {
  return process.stdout.isTTY ? { FORCE_COLOR: '1', ...process.env } : process.env
}
