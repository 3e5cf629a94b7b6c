import { join } from 'node:path'
import { repoRoot } from './paths.ts'
import { runVisibly } from './process/run.ts'
import { runMain } from './run-main.ts'
import { testServerEnv } from './temporal/test-server-env.ts'
import { createSteps } from './terminal/steps.ts'

await runMain(async (stop) => {
  const env = await testServerEnv(createSteps(), stop)
  const script = join(repoRoot, 'bench', 'main.ts')
  return await runVisibly(process.execPath, [script, ...process.argv.slice(2)], { env, stop })
})
