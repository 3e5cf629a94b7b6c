import type { Gap } from './prover.ts'

/** What a change does to the values that are valid. */
export type Effect = 'narrowed' | 'widened' | 'changed'

/** One change of a schema that a value can tell. */
export interface SchemaDifference {
  /** RFC 6901, into the new schema; where that has nothing there, into the old. */
  readonly pointer: string
  /** The keyword that changed, or a name for a change of several. */
  readonly rule: string
  /** `narrowed`: what was valid may not be now; `widened`: what was not may be; `changed`: both. */
  readonly effect: Effect
  /** True where containment cannot be decided; it is then taken for a change. */
  readonly undecided: boolean
  readonly detail: string
}

/** Says what the gaps of both directions mean: of the new after the old, and of the old after the new. */
export function differencesOf(
  narrowing: readonly Gap[],
  widening: readonly Gap[],
): SchemaDifference[] {
  const keyOf = ({ pointer, rule, asked }: Gap) =>
    `${rule} ${pointer}${ownSentence.has(rule) ? (asked ?? '') : ''}`
  const widened = new Map(widening.map((gap) => [keyOf(gap), gap]))
  const differences = narrowing.map((gap): SchemaDifference => {
    const other = widened.get(keyOf(gap))
    widened.delete(keyOf(gap))
    const effect = other ? 'changed' : 'narrowed'
    return differenceOf(gap, effect, { was: gap.known, is: gap.asked })
  })
  return [
    ...differences,
    ...[...widened.values()].map((gap) =>
      differenceOf(gap, 'widened', { was: gap.asked, is: gap.known }),
    ),
  ]
}

interface Sides {
  readonly was: string | undefined
  readonly is: string | undefined
}

function differenceOf(gap: Gap, effect: Effect, sides: Sides): SchemaDifference {
  const { pointer, rule, isUndecided: undecided = false } = gap
  const say = sentences[rule] ?? plainSentence
  const place = pointer || 'The schema'
  const doubt = undecided ? ' (whether one contains the other is not decided)' : ''
  return { pointer, rule, effect, undecided, detail: say(place, effect, sides) + doubt }
}

type Sentence = (place: string, effect: Effect, sides: Sides) => string

const plainSentence: Sentence = (place, _effect, { was, is }) => {
  if (was === undefined && is === undefined) return `${place} has changed`
  if (was === undefined) return `${place} is new: ${is}`
  if (is === undefined) return `${place} is gone: it was ${was}`
  return `${place} was ${was}, is ${is}`
}

/** Rules whose `asked` is a name, and what they say of it. */
const sentences: Readonly<Record<string, Sentence>> = {
  required: (place, effect, { was, is }) =>
    effect === 'widened'
      ? `${place}: ${was} may be left out now`
      : `${place}: ${is} must be given now`,
  'unlisted-property': (place, effect, { was, is }) =>
    effect === 'widened'
      ? `${place}: ${was} is not checked any more`
      : `${place}: ${is} was any value, as the object takes what it does not list; it is checked now`,
  'refused-property': (place, effect, { was, is }) =>
    effect === 'widened'
      ? `${place}: ${was} is taken now`
      : `${place}: ${is} was taken and is refused now`,
  additionalProperties: (place, effect) =>
    effect === 'widened'
      ? `${place}: properties that are not listed are taken now`
      : `${place}: properties that are not listed were taken and are refused now`,
  items: (place, effect) =>
    effect === 'widened'
      ? `${place}: more items are taken now`
      : `${place}: fewer items are taken now`,
  false: (place, effect) =>
    effect === 'widened' ? `${place} allowed nothing` : `${place} allows nothing now`,
  enum: listSentence,
  const: listSentence,
  anyOf: branchSentence,
  oneOf: branchSentence,
  not: (place) => `${place} rules out other values`,
}

/** Rules that may find several gaps at one place. */
const ownSentence = new Set(['refused-property'])

function listSentence(place: string, effect: Effect, { was, is }: Sides): string {
  if (effect === 'widened') return `${place} allowed ${was}; now it also takes ${is}`
  return `${place} allows ${is}; ${was} was taken before`
}

function branchSentence(place: string, effect: Effect, { was, is }: Sides): string {
  if (effect === 'widened')
    return `${place} takes ${is ?? 'more'}, which none of the old branches took`
  return `${place} has no branch for all that ${was ?? 'the old schema'} took`
}

/** The difference that stands for «this cannot be said». */
export function undecidable(detail: string): SchemaDifference {
  return { pointer: '', rule: 'undecided', effect: 'changed', undecided: true, detail }
}
