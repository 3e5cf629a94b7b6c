import type { Tally } from './tally.ts'

export interface Suite {
  readonly name: string
  run(options: SuiteOptions): Promise<Tally>
}

export interface SuiteOptions {
  /** What the user gave after `npm test --`. */
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly stop: AbortSignal
}
