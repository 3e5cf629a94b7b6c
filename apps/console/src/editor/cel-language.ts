import { StreamLanguage, type StreamParser } from '@codemirror/language'

const keywords = new Set(['true', 'false', 'null', 'in'])

/** Enough of the Common Expression Language to tell its texts, numbers, names and functions apart. */
const parser: StreamParser<null> = {
  name: 'cel',
  startState: () => null,
  token(stream) {
    if (stream.eatSpace()) return null
    if (stream.match('//')) {
      stream.skipToEnd()
      return 'comment'
    }
    if (stream.match(/^[rRbB]{0,2}("""|''')/)) {
      stream.skipToEnd()
      return 'string'
    }
    if (stream.match(/^[rRbB]{0,2}("(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)/)) return 'string'
    if (stream.match(/^(0x[0-9a-fA-F]+|\d+(\.\d+)?([eE][+-]?\d+)?)u?/)) return 'number'
    if (stream.match(/^[A-Za-z_]\w*(?=\s*\()/)) return 'function'
    const name = stream.match(/^[A-Za-z_]\w*/)
    if (name && typeof name !== 'boolean') {
      return keywords.has(name[0]) ? 'keyword' : 'variableName'
    }
    if (stream.match(/^[-+*/%<>=!&|?:]+/)) return 'operator'
    stream.next()
    return null
  },
  languageData: {
    commentTokens: { line: '//' },
    closeBrackets: { brackets: ['(', '[', '{', '"'] },
  },
}

export const cel = () => StreamLanguage.define(parser)
