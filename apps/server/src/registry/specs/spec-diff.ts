import type { SchemaPart } from '@temporal-registry/contract/evolution'
import type {
  FullWorkflowSpec,
  MessageDeclaration,
} from '@temporal-registry/contract/workflow-spec'
import {
  compareSchemas,
  type SchemaComparison,
  type SchemaVerdict,
} from '../../json-schema/json-schema.ts'
import { createLastUsed } from '../../platform/last-used.ts'
import { contentHash } from '../workflow/content-hash.ts'

type Schema = Record<string, unknown>

/** Which way a part may change: what goes in must be taken still, what comes out read still. */
type Flow = 'in' | 'out'

/** A part of two specs: a schema before and after. */
interface PartPair {
  readonly part: string
  readonly flow: Flow
  readonly old: Schema
  readonly now: Schema
}

/** The parts of two specs that differ, each to be compared when it is called: one may take 100 ms. */
export type SpecDiff = (old: FullWorkflowSpec, now: FullWorkflowSpec) => (() => SchemaPart)[]

/** Comparisons remembered: after a deployment all its workers announce the same change. */
const maxRemembered = 5_000

/** Compares specs by their schemas. Each pair of schemas is compared once. */
export function createSpecDiff(): SpecDiff {
  const known = createLastUsed<SchemaComparison>(maxRemembered)

  function compare(old: Schema, now: Schema): SchemaComparison {
    const key = `${contentHash(old)} ${contentHash(now)}`
    return known.get(key, () => compareSchemas(old, now))
  }

  return (old, now) => [
    ...pairsOf(old, now).map(({ part, flow, ...pair }) => () => {
      const { verdict, differences } = compare(pair.old, pair.now)
      const judged = differences.map((difference) => ({
        ...difference,
        breaks: difference.effect !== harmless[flow] && !isTolerated(difference, flow),
      }))
      return {
        part,
        verdict,
        compatible: !judged.some(({ breaks }) => breaks),
        differences: judged,
      }
    }),
    ...removedMessages(old, now).map((part) => () => part),
  ]
}

const harmless = { in: 'widened', out: 'narrowed' } as const

/**
 * An object that takes whatever it does not list took any value under a name it lists now. Who sends
 * what nobody declared is not protected; a schedule that does is, by its own input.
 */
function isTolerated({ rule, effect }: { rule: string; effect: string }, flow: Flow): boolean {
  return flow === 'in' && rule === 'unlisted-property' && effect === 'narrowed'
}

const messageKinds = ['signals', 'queries', 'updates'] as const

function pairsOf(old: FullWorkflowSpec, now: FullWorkflowSpec): PartPair[] {
  const messages = messageKinds.flatMap((kind) =>
    old[kind].flatMap((before) => {
      const after = now[kind].find(({ name }) => name === before.name)
      if (!after) return []
      const part = `${kind}/${before.name}`
      return [
        pair(`${part}/schema`, 'in', before.schema, after.schema),
        pair(`${part}/result_schema`, 'out', before.result_schema, after.result_schema),
      ]
    }),
  )
  return [
    pair('input_schema', 'in', old.input_schema, now.input_schema),
    pair('output_schema', 'out', old.output_schema, now.output_schema),
    ...messages,
  ].filter(({ old: before, now: after }) => contentHash(before) !== contentHash(after))
}

function pair(part: string, flow: Flow, old: Schema = {}, now: Schema = {}): PartPair {
  return { part, flow, old, now }
}

function removedMessages(old: FullWorkflowSpec, now: FullWorkflowSpec): SchemaPart[] {
  return messageKinds.flatMap((kind) =>
    old[kind]
      .filter((message) => !isAmong(message, now[kind]))
      .map(({ name }) => ({
        part: `${kind}/${name}`,
        verdict: 'breaking' as const,
        compatible: false,
        differences: [
          {
            pointer: '',
            rule: 'message-removed',
            effect: 'narrowed' as const,
            breaks: true,
            undecided: false,
            detail: `${kind}/${name} is gone`,
          },
        ],
      })),
  )
}

function isAmong({ name }: MessageDeclaration, messages: readonly MessageDeclaration[]): boolean {
  return messages.some((message) => message.name === name)
}

/** One verdict for all parts, each seen from those who depend on it. */
export function verdictOf(parts: readonly SchemaPart[]): SchemaVerdict {
  if (parts.length === 0) return 'identical'
  const seen = parts.map(({ part, verdict }) => (flowOf(part) === 'in' ? verdict : turned[verdict]))
  const isBackward = seen.every((verdict) => ['full', 'backward'].includes(verdict))
  const isForward = seen.every((verdict) => ['full', 'forward'].includes(verdict))
  return isBackward ? (isForward ? 'full' : 'backward') : isForward ? 'forward' : 'breaking'
}

const turned: Readonly<Record<SchemaVerdict, SchemaVerdict>> = {
  identical: 'identical',
  full: 'full',
  backward: 'forward',
  forward: 'backward',
  breaking: 'breaking',
}

function flowOf(part: string): Flow {
  return part === 'output_schema' || part.endsWith('/result_schema') ? 'out' : 'in'
}
