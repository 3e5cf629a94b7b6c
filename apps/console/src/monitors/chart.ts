import type { MonitorSeries, SeriesPoint } from '@temporal-registry/contract/monitor-series'

/** One number of a state over time. */
export interface Line {
  /** Where it stands in the state. */
  readonly pointer: string
  readonly low: number
  readonly high: number
  /** Segments of the line: it is interrupted where a look failed. */
  readonly pieces: readonly (readonly Spot[])[]
}

/** A number at a time. */
export interface Spot {
  readonly atMs: number
  readonly value: number
}

/** How the looks from one time to the next ended. */
export interface Stretch {
  readonly fromMs: number
  readonly toMs: number
  readonly verdict: Verdict
}
export type Verdict = 'holds' | 'not' | 'failed' | 'open'

export const shownLines = 4

/** The numbers that states have, each with a scale of its own: they need not be comparable. */
export function linesOf(points: readonly SeriesPoint[]): readonly Line[] {
  const pointers = [...new Set(points.flatMap(({ numbers }) => Object.keys(numbers)))]
  return pointers.slice(0, shownLines).map((pointer) => lineOf(points, pointer))
}

function lineOf(points: readonly SeriesPoint[], pointer: string): Line {
  const pieces: Spot[][] = [[]]
  for (const { at, numbers } of points) {
    const value = numbers[pointer]
    if (value !== undefined) pieces.at(-1)?.push({ atMs: Date.parse(at), value })
    else if (pieces.at(-1)?.length) pieces.push([])
  }
  const values = pieces.flat().map(({ value }) => value)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  // A number that never moves is drawn in the middle, not along an edge.
  const margin = high === low ? Math.max(Math.abs(high) * 0.1, 1) : (high - low) * 0.08
  return {
    ...{ pointer, low: low - margin, high: high + margin },
    pieces: pieces.filter((piece) => piece.length > 0),
  }
}

/** Spans of time by what the looks found, each from one look to the next; equal neighbours are joined. */
export function stretchesOf(points: readonly SeriesPoint[], endMs: number): readonly Stretch[] {
  const stretches: Stretch[] = []
  for (const [index, point] of points.entries()) {
    const next = points[index + 1]
    const toMs = next ? Date.parse(next.at) : endMs
    const verdict = verdictOf(point)
    const last = stretches.at(-1)
    if (last?.verdict === verdict) stretches[stretches.length - 1] = { ...last, toMs }
    else stretches.push({ fromMs: Date.parse(point.at), toMs, verdict })
  }
  return stretches
}

/** The verdict of a point that stands for several looks: that the condition held, else that some failed. */
export function verdictOf({ status, holds, held, failed }: SeriesPoint): Verdict {
  if (held > 0) return 'holds'
  if (failed > 0 || status === 'failed') return 'failed'
  return status === 'looked' || holds === null ? 'open' : 'not'
}

const steps = [
  0.02,
  1 / 12,
  0.25,
  0.5,
  1,
  5,
  10,
  15,
  30,
  60,
  120,
  180,
  360,
  720,
  1_440,
  2_880,
  7_200,
  10_080,
  20_160,
  43_200,
].map((minutes) => minutes * 60_000)

/** Round times to write beneath a picture, at most so many. */
export function ticksOf(fromMs: number, toMs: number, most: number): readonly number[] {
  const step = steps.find((one) => (toMs - fromMs) / one <= most) ?? (toMs - fromMs) / most
  // Whole hours and days are those of the reader's zone.
  const shift = new Date(fromMs).getTimezoneOffset() * 60_000
  const first = Math.ceil((fromMs - shift) / step) * step + shift
  const count = Math.max(0, Math.floor((toMs - first) / step) + 1)
  return Array.from({ length: count }, (_, index) => first + index * step)
}

/** The part of a span that is drawn: from the first look on, where looks fill less than a fifth of the span. */
export function drawnSpan({ from, to, points }: Pick<MonitorSeries, 'from' | 'to' | 'points'>) {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)]
  const firstMs = Date.parse(points[0]?.at ?? from)
  const filledMs = toMs - firstMs
  if (filledMs >= (toMs - fromMs) / 5) return { fromMs, toMs }
  return { fromMs: firstMs - Math.max(filledMs * 0.04, 50), toMs }
}

/** The look that is nearest to a time. */
export function nearest(points: readonly SeriesPoint[], atMs: number): number {
  let found = 0
  for (const [index, { at }] of points.entries()) {
    const best = points[found]?.at ?? at
    if (Math.abs(Date.parse(at) - atMs) <= Math.abs(Date.parse(best) - atMs)) found = index
  }
  return found
}
