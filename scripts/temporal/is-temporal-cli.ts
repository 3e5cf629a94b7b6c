import { runQuietly } from '../process/run.ts'

/** An executable of this name may be anything, or made for another machine: it has to say so itself. */
export async function isTemporalCli(path: string): Promise<boolean> {
  try {
    const { code, output } = await runQuietly(path, ['--version'], { timeoutMs: 10_000 })
    return code === 0 && output.startsWith('temporal version')
  } catch {
    return false
  }
}
