import type { ArgDef, CommandDef } from 'citty'
import { exitCodes } from './exit-code.ts'
import { programName, resolve, type FoundCommand } from './find-command.ts'
import { globalFlags } from './flags.ts'

/**
 * The help of a command, wrapped to a width. Not citty's: that one puts the flags at the right of a column
 * as wide as the longest, and colours also what goes into a file.
 */
export async function renderHelp(
  { command, path }: FoundCommand,
  maxWidth: number,
): Promise<string> {
  const words = path.join(' ')
  const flags = Object.entries((await resolve(command.args)) ?? {})
  const verbs = await describeVerbs(command)
  const positionals = flags.filter(([, flag]) => flag.type === 'positional')
  const named = flags.filter(([, flag]) => flag.type !== 'positional')
  const own = named.filter(([name]) => !Object.hasOwn(globalFlags, name))
  const global = Object.entries<ArgDef>(globalFlags)
  const usage = [
    words,
    ...positionals.map(([name, { required }]) =>
      required === false ? `[${name.toUpperCase()}]` : name.toUpperCase(),
    ),
    ...(verbs.length > 0 ? ['<command>'] : []),
    '[options]',
  ].join(' ')
  const sections = [
    `${await descriptionOf(command)}\n\nUsage: ${usage}`,
    section(
      'Arguments',
      positionals.map(([name, { description = '' }]) => [name.toUpperCase(), description]),
    ),
    section('Commands', verbs),
    section('Options', own.map(toRow)),
    section('Options of every command', global.map(toRow)),
    ...(path.length === 1 ? rootSections() : []),
  ]
  return sections.filter(Boolean).join('\n\n')

  function section(title: string, rows: readonly Row[]): string {
    return rows.length === 0 ? '' : `${title}:\n${layOut(rows, maxWidth).join('\n')}`
  }

  function rootSections(): string[] {
    const codes = Object.values(exitCodes).map(({ code, meaning }): Row => [String(code), meaning])
    return [
      section('Options of this command alone', [['-v, --version', 'Show the version']]),
      section('Exit codes', codes),
      section('Environment', [
        ['TEMPORAL_REGISTRY_URL', 'where the gateway is, for --url'],
        ['TEMPORAL_REGISTRY_TOKEN', 'bearer token, for --token'],
        ['NO_COLOR', 'no colours, on a terminal either'],
      ]),
      `Begin with «${programName} serve» and «${programName} status».`,
    ]
  }
}

type Row = readonly [left: string, right: string]

async function describeVerbs(command: CommandDef): Promise<Row[]> {
  const verbs = Object.entries((await resolve(command.subCommands)) ?? {})
  return await Promise.all(
    verbs.map(async ([name, verb]): Promise<Row> => [
      name,
      await descriptionOf(await resolve(verb)),
    ]),
  )
}

async function descriptionOf(command: CommandDef): Promise<string> {
  return (await resolve(command.meta))?.description ?? ''
}

function toRow([name, flag]: readonly [string, ArgDef]): Row {
  const alias = 'alias' in flag && flag.alias ? `-${String(flag.alias)}, ` : ''
  const word = flag.valueHint ?? (flag.type === 'enum' ? 'word' : name)
  const hint = flag.type === 'boolean' ? '' : ` <${word}>`
  const choices = flag.type === 'enum' ? ` One of: ${(flag.options ?? []).join(', ')}` : ''
  const description = flag.description ?? ''
  const stop = choices === '' || description.endsWith('.') ? '' : '.'
  return [`${alias}--${name}${hint}`, `${description}${stop}${choices}`]
}

const longestLeft = 30

/** Two columns; what is too long for the left one has a line of its own. */
function layOut(rows: readonly Row[], maxWidth: number): string[] {
  const lefts = rows.map(([left]) => left.length).filter((length) => length <= longestLeft)
  const leftWidth = Math.max(0, ...lefts)
  const rightWidth = Math.max(24, maxWidth - leftWidth - 4)
  return rows.flatMap(([left, right]) => {
    const [first = '', ...more] = wrap(right, rightWidth)
    const indent = ' '.repeat(leftWidth + 4)
    const head = `  ${left.padEnd(leftWidth)}  `
    const isLong = left.length > leftWidth
    const lines = isLong ? [`  ${left}`, indent + first] : [head + first]
    return [...lines, ...more.map((line) => indent + line)].map((line) => line.trimEnd())
  })
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
