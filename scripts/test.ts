import { buildConsole } from './console/build-console.ts'
import { browserEnv } from './console/prepare-browser.ts'
import { goWorker } from './examples/go-worker.ts'
import { prepareExample } from './examples/prepare-example.ts'
import { pythonWorker } from './examples/python-worker.ts'
import { preparePostgres } from './postgres/prepare-postgres.ts'
import { runMain } from './run-main.ts'
import { renderSetupError, SetupError } from './setup-error.ts'
import { suites } from './suites/suites.ts'
import { addTallies, exitCodeOf, renderTally, type Tally } from './suites/tally.ts'
import { mtlsServerEnv } from './temporal/mtls-server.ts'
import { testServerEnv } from './temporal/test-server-env.ts'
import { createSteps } from './terminal/steps.ts'

await runMain(async (stop) => {
  const total = await runSuites(stop).catch(countAsFailure)
  process.stdout.write(`${renderTally(total)}\n`)
  return exitCodeOf(total)
})

async function runSuites(stop: AbortSignal): Promise<Tally> {
  const args = process.argv.slice(2)
  const env = await prepare(stop)
  const tallies: Tally[] = []
  for (const suite of suites) tallies.push(await suite.run({ args, env, stop }))
  return addTallies(tallies)
}

/** The Go builds come one after the other: each fills every core by itself. */
async function prepare(stop: AbortSignal): Promise<NodeJS.ProcessEnv> {
  const steps = createSteps()
  const goBuilds = async () => [
    await testServerEnv(steps, stop),
    await mtlsServerEnv(steps, stop),
    await prepareExample(goWorker, steps, stop),
  ]
  await preparePostgres(steps, stop)
  // After PostgreSQL: two installations at once would wait for apt's lock, and fail.
  const browser = await browserEnv(steps, stop)
  await buildConsole(steps, stop)
  const envs = await Promise.all([goBuilds(), prepareExample(pythonWorker, steps, stop)])
  return Object.assign({}, ...envs.flat(), browser)
}

/** Whoever reads only the last line must not take a missing set-up for success. */
function countAsFailure(error: unknown): Tally {
  if (!(error instanceof SetupError)) throw error
  process.stderr.write(`${renderSetupError(error)}\n`)
  return { passed: 0, failed: 1, skipped: 0, failures: [] }
}
