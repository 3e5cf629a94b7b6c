import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { repoRoot } from '../paths.ts'
import { findOnPath } from '../process/search-path.ts'
import { SetupError } from '../setup-error.ts'
import type { Steps } from '../terminal/steps.ts'
import type { Example } from './example.ts'

/** Answers the environment the tests need for this example. */
export async function prepareExample(
  example: Example,
  steps: Steps,
  stop: AbortSignal,
): Promise<Record<string, string>> {
  const { title, folder, needs, variable } = example
  const dir = join(repoRoot, 'examples', folder)
  if (!existsSync(dir)) {
    steps.note(`${title} skipped: examples/${folder} does not exist`)
    return {}
  }
  if (!findOnPath(needs.command)) {
    throw new SetupError(`The tests need ${needs.command} for examples/${folder}.`, {
      why: 'The examples are tested as they are given to users, in their own language.',
      remedies: [needs.remedy],
    })
  }
  return await steps.run(title, async (setDetail) => {
    const executable = await example.prepare(dir, { setDetail, stop })
    setDetail('')
    return { [variable]: executable }
  })
}
