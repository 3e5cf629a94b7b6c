import { preview, shorten } from '../../preview.ts'
import type { Facts } from '../facts.ts'
import { kind, numberKinds } from '../kinds.ts'
import { keywordOf, placeOf } from '../reading.ts'
import { isOfFormat } from '../violates.ts'
import type { Rule } from './rules.ts'

/** What every text matches. */
const trivialPatterns = new Set(['', '.*', '^', '$', '^.*', '(?:)'])

/** Formats whose every value is of another, too. */
const widerFormats: Readonly<Record<string, string>> = {
  time: 'iso-time',
  'date-time': 'iso-date-time',
  int32: 'int64',
}

/** `pattern` and `format`: whether one text of rules is within another is not decided. */
export const stringRules: readonly Rule[] = [
  {
    keyword: 'pattern',
    kinds: kind.string,
    *findGaps({ facts, goal }) {
      const asked = String(keywordOf(goal, 'pattern'))
      if (trivialPatterns.has(asked)) return
      const pattern = goal.reading.patterns.get(asked)
      if (textsOf(facts)?.every((text) => pattern?.test(text))) return
      const known = sourcesOf(facts, 'pattern')
      if (known.includes(asked)) return
      yield {
        pointer: placeOf(goal, 'pattern'),
        rule: 'pattern',
        known: known[0] && shorten(known[0]),
        asked: shorten(asked),
        isUndecided: facts.values === undefined && known.length > 0,
      }
    },
  },
  {
    keyword: 'format',
    kinds: kind.string | numberKinds,
    *findGaps({ facts, goal }) {
      const asked = String(keywordOf(goal, 'format'))
      const isAboutNumbers = asked === 'int32' || asked === 'int64'
      if ((facts.kinds & (isAboutNumbers ? numberKinds : kind.string)) === 0) return
      if (facts.values?.every((value) => isOfFormat(value, asked))) return
      const known = sourcesOf(facts, 'format')
      if (known.some((name) => name === asked || widerFormats[name] === asked)) return
      yield {
        pointer: placeOf(goal, 'format'),
        rule: 'format',
        known: known[0] && preview(known[0]),
        asked: preview(asked),
        isUndecided: facts.values === undefined && known.length > 0,
      }
    },
  },
]

function textsOf(facts: Facts): string[] | undefined {
  return facts.values?.filter((value) => typeof value === 'string')
}

function sourcesOf(facts: Facts, keyword: string): string[] {
  return facts.nodes.flatMap((node) => {
    const value = keywordOf(node, keyword)
    return typeof value === 'string' ? [value] : []
  })
}
