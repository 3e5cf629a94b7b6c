import { RE2JS } from 're2js'

const why = 'patterns run in linear time (RE2): say it without, or check it in the workflow'

const unsupported = [
  { syntax: /^\(\?<?[=!]/, sentence: `the pattern looks ahead or behind; ${why}` },
  { syntax: /^\\(?:[1-9]|k)/, sentence: `the pattern refers back to a group; ${why}` },
  {
    // Taken for plain letters otherwise, which no author means.
    syntax: /^\\(?![AzBbDdSsWwPpfnrtvcux])[a-zA-Z]/,
    sentence: 'the pattern escapes a letter that means nothing escaped (the end is written $)',
  },
]

/** Says in a sentence what of a pattern RE2 does not take, or would take for something else. */
export function findUnsupported(pattern: string): string | undefined {
  for (const { text, inClass } of tokensOf(pattern)) {
    // The head of a group is nothing special within a class.
    if (inClass && text.startsWith('(')) continue
    const found = unsupported.find(({ syntax }) => syntax.test(text))
    if (found) return found.sentence
  }
  return undefined
}

/** Rewrites what ECMAScript spells differently from RE2. */
export function toRe2Syntax(pattern: string): string {
  const spelled = tokensOf(pattern).map(({ text, inClass }) => {
    if (text === String.raw`\s`) return inClass ? spaces : `[${spaces}]`
    if (text === '.' && !inClass) return String.raw`[^\n\r\x{2028}\x{2029}]`
    // Within a class there is no way to say it; there RE2's, of ASCII only, must do.
    if (text === String.raw`\S` && !inClass) return `[^${spaces}]`
    return text
      .replace(/^\\u(d[89ab]..)\\u(d[c-f]..)$/i, joinSurrogates)
      .replace(/^\\([pP])\{(?:\w+=)?(\w+)\}$/, (_, p: string, name: string) => {
        return `\\${p}{${categories[name] ?? name}}`
      })
  })
  return RE2JS.translateRegExp(spelled.join(''))
}

const spaces = String.raw`\s\v\p{Z}\x{FEFF}`

interface Token {
  readonly text: string
  readonly inClass: boolean
}

function tokensOf(pattern: string): Token[] {
  let inClass = false
  return Array.from(pattern.matchAll(token), ([text]) => {
    if (text === '[') inClass = true
    if (text === ']') inClass = false
    return { text, inClass }
  })
}

/** A pair of surrogates, a property, an escape, the head of a group, or one character. */
const token = /\\ud[89ab]..\\ud[c-f]..|\\[pP]\{[^}]*\}|\\.|\(\?<?[=!]|./gisu

function joinSurrogates(_: string, high: string, low: string): string {
  const char = String.fromCharCode(Number.parseInt(high, 16), Number.parseInt(low, 16))
  return String.raw`\u{${char.codePointAt(0)?.toString(16)}}`
}

/** Unicode's long names; RE2 knows the short ones, and scripts by their names. */
const categories: Readonly<Record<string, string>> = {
  Letter: 'L',
  Lowercase_Letter: 'Ll',
  Uppercase_Letter: 'Lu',
  Titlecase_Letter: 'Lt',
  Modifier_Letter: 'Lm',
  Other_Letter: 'Lo',
  Mark: 'M',
  Number: 'N',
  digit: 'Nd',
  Decimal_Number: 'Nd',
  Letter_Number: 'Nl',
  Other_Number: 'No',
  Punctuation: 'P',
  Symbol: 'S',
  Separator: 'Z',
  Space_Separator: 'Zs',
  Other: 'C',
  Control: 'Cc',
}
