import { existsSync } from 'node:fs'
import { SetupError } from '../setup-error.ts'
import type { Steps } from '../terminal/steps.ts'
import { findTemporalExecutable } from './find-executable.ts'
import { withoutTemporalSettings } from './without-temporal-settings.ts'

const variable = 'TEMPORAL_TEST_SERVER_PATH'

/**
 * The environment in which tests and benchmarks start a server of their own: a server that the
 * user works with (TEMPORAL_ADDRESS and its credentials) must never be filled with test runs.
 */
export async function testServerEnv(steps: Steps, stop: AbortSignal): Promise<NodeJS.ProcessEnv> {
  const remedy = `or set ${variable} to a temporal executable`
  const executable = givenExecutable() ?? (await findTemporalExecutable({ steps, stop, remedy }))
  return { ...withoutTemporalSettings(process.env), [variable]: executable }
}

function givenExecutable(): string | undefined {
  const path = process.env[variable]
  if (path && !existsSync(path))
    throw new SetupError(`${variable} is ${path}, which does not exist.`)
  return path || undefined
}
