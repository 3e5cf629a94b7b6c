import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repoRoot } from '../paths.ts'
import { runVisibly } from '../process/run.ts'
import type { SuiteOptions } from './suite.ts'
import { tallyOfReport, type Tally } from './tally.ts'

export async function runVitest({ args, env, stop }: SuiteOptions): Promise<Tally> {
  const dir = await mkdtemp(join(tmpdir(), 'temporal-registry-test-'))
  const report = join(dir, 'report.json')
  const picksReporter = args.some((arg) => arg.startsWith('--reporter'))
  const reporters = ['--reporter=json', ...(picksReporter ? [] : ['--reporter=default'])]
  try {
    const command = ['run', ...reporters, `--outputFile.json=${report}`, ...args]
    const code = await runVisibly('vitest', command, { cwd: repoRoot, env, stop })
    return withUnexplainedFailure(await readTally(report), code)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

async function readTally(report: string): Promise<Tally> {
  try {
    return tallyOfReport(JSON.parse(await readFile(report, 'utf8')))
  } catch {
    return { passed: 0, failed: 0, skipped: 0, failures: [] }
  }
}

function withUnexplainedFailure(tally: Tally, code: number): Tally {
  if (code === 0 || tally.failed > 0) return tally
  process.stdout.write(`vitest ended with ${code} though no test failed: counted as one failure\n`)
  return { ...tally, failed: 1 }
}
