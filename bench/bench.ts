import type { OrphanGuard } from '../scripts/process/orphan-guard.ts'
import type { Options } from './options.ts'
import type { Row } from './row.ts'
import type { Stand, StandOptions } from './stand/stand.ts'

/** What a measure cannot do without; it is left out where that is missing. */
export type Need = 'our routes' | 'own processes' | 'Temporal'

/** One thing that is measured: a file of `measures/`, and a line of `measures.ts`. */
export interface Measure {
  readonly name: string
  readonly title: string
  readonly needs: readonly Need[]
  /** @throws WrongAnswer, or any other error, when there is no figure to be had. */
  run(bench: Bench): Promise<readonly Row[]>
}

/** What every measure is given. */
export interface Bench {
  readonly options: Options
  /** Tells names of this go from those of another one on the same service. */
  readonly goId: string
  /** Picks what belongs to the size asked for. */
  size<T>(sizes: { readonly quick: T; readonly full: T }): T
  /** The service to measure: the one given, or processes of its own that end with it. */
  open(options?: StandOptions): Promise<Stand>
}

/** What a go of the benchmark is made with. */
export interface GoContext {
  readonly options: Options
  readonly guard: OrphanGuard
  readonly stop: AbortSignal
}
