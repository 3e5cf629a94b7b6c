import type { Runtime } from '@temporalio/worker'

/** Temporal's own: what is made on it is on the page of its runtime. */
export type Meter = Runtime['metricMeter']

/** Most time series that one counter may have. */
const seriesLimit = 1_000
const otherValue = 'other'
const plainName = /^[a-z][a-z0-9_]*$/

/** One counter of the business: what it counts, and every value its labels may have. */
export interface CounterDefinition {
  readonly help: string
  /** Values by label. Another value is counted as `other`: a label must not grow with the data. */
  readonly labels?: Readonly<Record<string, readonly string[]>>
}

export type CounterDefinitions = Readonly<Record<string, CounterDefinition>>

/** The labels of one counter, each with one of its values. */
export type LabelsOf<D extends CounterDefinition> = {
  readonly [L in keyof D['labels']]: D['labels'][L] extends readonly (infer V)[] ? V : never
}

/** Counts something that happened. */
export type Count<D extends CounterDefinitions> = <N extends keyof D & string>(
  name: N,
  labels: LabelsOf<D[N]>,
  by?: number,
) => void

/**
 * Keeps what counters are declared as, for the compiler to check who counts. Pure: a file of definitions can be
 * imported by workflows, as a type, and by the worker.
 *
 * @example
 * export const orderCounters = defineCounters({
 *   orders: { help: 'Orders that were decided.', labels: { outcome: ['shipped', 'refused'] } },
 * })
 */
export function defineCounters<const D extends CounterDefinitions>(definitions: D): D {
  return definitions
}

/**
 * Makes the counters, each of its series at 0: a rate then sees the first increase too.
 *
 * @throws TypeError for a name that Prometheus does not take, or labels with more than 1,000 combinations.
 */
export function createCounters<D extends CounterDefinitions>(
  definitions: D,
  { meter, prefix }: { readonly meter: Meter; readonly prefix: string },
): Count<D> {
  const made = new Map(
    Object.entries(definitions).map(([name, definition]) => {
      checkDefinition(name, definition)
      const counter = meter.createCounter(prefix + name, '', definition.help)
      for (const labels of combinationsOf(definition)) counter.add(0, labels)
      return [name, { counter, allowed: definition.labels ?? {} }]
    }),
  )

  return (name, labels, by = 1) => {
    const known = made.get(name)
    // A sink is called with whatever a workflow says, and must not fail it.
    if (!known || !(by > 0)) return
    const given: Readonly<Record<string, unknown>> = labels
    const bounded = Object.entries(known.allowed).map(([label, values]) => {
      const value = given[label]
      return [label, values.find((each) => each === value) ?? otherValue]
    })
    known.counter.add(by, Object.fromEntries(bounded))
  }
}

function checkDefinition(name: string, definition: CounterDefinition): void {
  const { labels = {} } = definition
  const wrong = [name, ...Object.keys(labels)].find((each) => !plainName.test(each))
  if (wrong !== undefined)
    throw new TypeError(`«${wrong}» is no name for a metric: use a-z, 0-9 and _`)
  if (name.endsWith('_total'))
    throw new TypeError(`The counter ${name} must be named without _total, which is added to all`)
  const series = Object.values(labels).reduce((product, { length }) => product * (length + 1), 1)
  if (series > seriesLimit)
    throw new TypeError(
      `The labels of ${name} have ${series} combinations, and ${seriesLimit} is the limit`,
    )
}

function combinationsOf({ labels = {} }: CounterDefinition): Record<string, string>[] {
  return Object.entries(labels).reduce<Record<string, string>[]>(
    (combinations, [label, values]) =>
      combinations.flatMap((before) => values.map((value) => ({ ...before, [label]: value }))),
    [{}],
  )
}
