import type { AlertEdge, MonitorBody } from '@temporal-registry/contract/monitor'
import type { RunFailure } from '@temporal-registry/contract/runs'
import type { Comparison } from '@temporal-registry/contract/probes'
import type { Expressions, Place } from '../../expressions/expressions.ts'
import type { Found } from '../looks/store.ts'

/** What `subject` and `text` of an alert may name. */
export const alertPlace: Place = {
  variables: {
    edge: 'string',
    state: 'dyn',
    previous: 'dyn',
    differences: { items: 'dyn' },
    evidence: 'dyn',
    verdict: 'dyn',
    failure: 'dyn',
    monitor: { fields: { id: 'string', name: 'string', version: 'int', description: 'string' } },
    now: 'timestamp',
  },
}

/** What there is to tell, and of what. */
export interface Tidings {
  readonly edge: AlertEdge
  readonly monitor: { readonly id: string; readonly name: string; readonly version: number }
  readonly body: MonitorBody
  readonly found?: Found | undefined
  readonly previous?: unknown
  readonly comparison?: Comparison | undefined
  readonly failure?: RunFailure | null
  readonly now: Date
}

/** An alert as people read it. */
export interface AlertText {
  readonly subject: string
  readonly text: string
  /** Stands beside it in what webhooks are sent. */
  readonly data: Readonly<Record<string, unknown>>
}

export type WriteAlert = (tidings: Tidings) => Promise<AlertText>

const phrases: Readonly<Record<AlertEdge, string>> = {
  rising: 'it is so',
  changed: 'it is so, and has changed',
  holding: 'it is still so',
  recovery: 'it is not so any more',
  reminder: 'it is so for some time now',
  erroring: 'it cannot look',
  restored: 'it can look again',
  stalled: 'it does not look any more',
}
const maxDifferences = 10
const maxValueChars = 200
/** Of a state in what webhooks are sent; a larger one is to be read here. */
const maxDataBytes = 16 * 1024

/** Writes alerts, in the words of their monitors where those have some that can be used. */
export function createWriteAlert({
  expressions,
}: {
  readonly expressions: Pick<Expressions, 'evaluateAll'>
}): WriteAlert {
  return async (tidings) => {
    const { edge, body, monitor } = tidings
    const usual = {
      subject: `${monitor.name}: ${phrases[edge]}`,
      text: factsOf(tidings).join('\n'),
    }
    const { subject, text } = body.alert ?? {}
    const own = [subject, text].flatMap((liquid) => (liquid === undefined ? [] : [{ liquid }]))
    if (own.length === 0) return { ...usual, data: dataOf(tidings) }
    const outcomes = await expressions.evaluateAll(alertPlace, contextOf(tidings), own)
    const [first, last] = [outcomes.at(0), outcomes.at(-1)]
    return {
      subject: subject === undefined ? usual.subject : wordsOf(first, usual.subject),
      text: text === undefined ? usual.text : wordsOf(last, usual.text),
      data: dataOf(tidings),
    }
  }
}

type WrittenOutcome = Awaited<ReturnType<Expressions['evaluateAll']>>[number]

/** What cannot be written in the monitor's words is told in ours: an alert is not lost over them. */
function wordsOf(outcome: WrittenOutcome | undefined, usual: string): string {
  if (!outcome) return usual
  if ('failure' in outcome) return `${usual}\n(Its own words failed: ${outcome.failure.detail})`
  return String(outcome.value)
}

function contextOf({ monitor, body, ...tidings }: Tidings): Readonly<Record<string, unknown>> {
  const { edge, found, comparison } = tidings
  return {
    edge,
    state: found?.state ?? null,
    previous: tidings.previous ?? null,
    differences: comparison?.differences ?? [],
    evidence: found?.evidence ?? null,
    verdict: found?.verdict ?? null,
    failure: tidings.failure ?? null,
    monitor: { ...monitor, description: body.description ?? '' },
    now: tidings.now.toISOString(),
  }
}

function factsOf({ body, found, comparison, failure }: Tidings): string[] {
  const { verdict, evidence } = found ?? {}
  const differences = (comparison?.differences ?? []).slice(0, maxDifferences)
  return [
    ...(body.description === undefined ? [] : [body.description]),
    ...(failure ? [failure.message] : []),
    ...(verdict ? [verdict.explanation] : []),
    ...differences.map(
      ({ pointer, before, after }) => `${pointer || '/'}: ${shown(before)} → ${shown(after)}`,
    ),
    ...(differences.length === 0 && found && !verdict ? [shown(found.state)] : []),
    ...(evidence?.url === undefined ? [] : [evidence.url]),
    ...(evidence?.sources ?? []).map(({ url }) => url),
  ]
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > maxValueChars ? `${text.slice(0, maxValueChars)}…` : text
}

function dataOf({ edge, monitor, found, comparison, failure }: Tidings) {
  const state = found?.state ?? null
  const isLarge = Buffer.byteLength(JSON.stringify(state)) > maxDataBytes
  return {
    edge,
    monitor,
    state: isLarge ? null : state,
    differences: (comparison?.differences ?? []).slice(0, maxDifferences),
    verdict: found?.verdict ?? null,
    evidence: found ? { ...found.evidence, excerpt: undefined } : null,
    failure: failure ?? null,
  }
}
