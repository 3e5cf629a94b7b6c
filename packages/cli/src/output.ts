import { styleText } from 'node:util'
import { renderTable, widthOf, type Column } from './table.ts'

/** What is wrong, why, and what to do; `json` is the same for machines. */
export interface Failure {
  readonly what: string
  readonly why: readonly string[]
  readonly remedy: string
  readonly json: Readonly<Record<string, unknown>>
}

/** The only place that writes: results on standard output, the rest on standard error. */
export interface Output {
  readonly isJson: boolean
  /** Width that prose is wrapped to. */
  readonly proseWidth: number
  /** Writes a result for machines; `compact` on one line, for streams of them. */
  json(value: unknown, options?: { compact?: boolean }): void
  line(text?: string): void
  table(columns: readonly Column[], rows: readonly (readonly string[])[]): void
  /** Writes names and values below each other; a value of undefined is left out. */
  facts(facts: readonly (readonly [string, string | undefined])[]): void
  /** Writes text as it came, for what is neither JSON nor ours. */
  raw(text: string): void
  /** Tells people something by the way; machines that asked for JSON are not told. */
  note(text: string): void
  help(text: string, to: 'stdout' | 'stderr'): void
  failure(failure: Failure): void
}

type Stream = NodeJS.WriteStream
type Colour = 'green' | 'yellow' | 'red'

/** Words that a state is shown in, wherever it stands alone in a cell. */
const colours: Readonly<Record<string, Colour>> = {
  ...colourAll('green', ['ready', 'live', 'completed', 'succeeded']),
  ...colourAll('yellow', ['suspect', 'draining', 'frozen', 'running', 'paused', 'disabled']),
  ...colourAll('red', [
    'gone',
    'expired',
    'unavailable',
    'failed',
    'timed_out',
    'terminated',
    'canceled',
    'cancelled',
  ]),
}

export function createOutput(
  isJson: boolean,
  { stdout, stderr }: { stdout: Stream; stderr: Stream } = process,
): Output {
  const paint = (text: string) => {
    const colour = Object.hasOwn(colours, text) ? colours[text] : undefined
    return colour ? styleText(colour, text, { stream: stdout }) : text
  }
  const line = (text = '') => void stdout.write(`${text}\n`)
  const tell = (text: string) => void stderr.write(`${text}\n`)

  return {
    isJson,
    proseWidth: Math.min(stdout.columns || 100, 100),
    json: (value, { compact = false } = {}) => line(toJson(value, compact ? undefined : 2)),
    line: (text = '') => line(harmless(text)),
    table(columns, rows) {
      const maxWidth = stdout.isTTY ? stdout.columns || 80 : Number.POSITIVE_INFINITY
      const cells = rows.map((row) => row.map(harmless))
      for (const text of renderTable(columns, cells, { maxWidth, paint })) line(text)
    },
    facts(facts) {
      const width = Math.max(0, ...facts.map(([name]) => widthOf(name)))
      for (const [name, value] of facts) {
        if (value === undefined) continue
        const indented = harmless(value).replaceAll('\n', `\n${' '.repeat(width + 2)}`)
        line(`${name.padEnd(width)}  ${paint(indented)}`.trimEnd())
      }
    },
    raw: (text) => void stdout.write(stdout.isTTY ? harmless(text) : text),
    note: (text) => (isJson ? undefined : tell(harmless(text))),
    help: (text, to) => void (to === 'stdout' ? stdout : stderr).write(`${text}\n`),
    failure({ what, why, remedy, json }) {
      if (isJson) return tell(toJson({ error: json }))
      const red = (text: string) => styleText('red', text, { stream: stderr })
      tell(`${red('✗')} ${harmless(what)}`)
      for (const reason of why.filter(Boolean))
        tell(`  ${harmless(reason).replaceAll('\n', '\n  ')}`)
      if (remedy) tell(`  → ${harmless(remedy)}`)
    },
  }
}

/** Text from elsewhere must not move the cursor, or rename the window. */
function harmless(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what it is about
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '�')
}

function toJson(value: unknown, indent?: number): string {
  // JSON lets these through, and some terminals obey them.
  return (JSON.stringify(value, null, indent) ?? 'null').replaceAll(
    /[\u007f-\u009f]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  )
}

function colourAll(colour: Colour, words: readonly string[]): Record<string, Colour> {
  return Object.fromEntries(words.map((word) => [word, colour]))
}
