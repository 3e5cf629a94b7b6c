import { parseArgs } from 'node:util'
import type { Flag, Flags } from './flags.ts'
import { suggest } from './suggest.ts'
import { UsageError } from './usage-error.ts'

type Values = Record<string, string | boolean | string[] | undefined>

/**
 * Reads a command's arguments. Stricter than citty, which passes over what it does not know, and keeps
 * the last of repeated flags only.
 *
 * @throws UsageError for anything the command does not take.
 */
export function parseFlags(flags: Flags, args: readonly string[]): Values {
  const named = Object.entries(flags).filter(([, flag]) => flag.type !== 'positional')
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: Object.fromEntries(named.map(([name, flag]) => [name, toOption(flag)])),
  })
  const values: Values = Object.fromEntries(named.map(([name, flag]) => [name, emptyValue(flag)]))
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined
    if (!flag || flag.type === 'positional') throw unknownFlag(token.rawName, named)
    assign(values, { ...token, flag })
  }
  const given = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []))
  return { ...values, ...parsePositionals(flags, given) }
}

interface Option {
  readonly name: string
  readonly rawName: string
  readonly value?: string | undefined
  readonly inlineValue?: boolean | undefined
  readonly flag: Flag
}

function assign(values: Values, { name, rawName, value, inlineValue, flag }: Option): void {
  if (flag.type === 'boolean') {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value`)
    values[name] = true
    return
  }
  const isOtherFlag = !inlineValue && value !== undefined && /^-[^\d]/.test(value)
  if (value === undefined || isOtherFlag) {
    const remedy = `Write ${rawName}=… for a value that begins with -`
    throw new UsageError(`${rawName} needs a value`, isOtherFlag ? { remedy } : {})
  }
  if (flag.type === 'enum' && !flag.options.includes(value)) {
    const meant = suggest(value, flag.options)
    const why = `It takes one of: ${flag.options.join(', ')}`
    const remedy = meant ? `Did you mean ${meant}?` : ''
    throw new UsageError(`${rawName} cannot be «${value}»`, { why, remedy })
  }
  const before = values[name]
  if (Array.isArray(before)) before.push(value)
  else if (before === undefined) values[name] = value
  else throw new UsageError(`${rawName} is given twice`)
}

function parsePositionals(flags: Flags, given: readonly string[]): Values {
  const wanted = Object.entries(flags).flatMap(([name, flag]) =>
    flag.type === 'positional' ? [{ name, isRequired: flag.required !== false }] : [],
  )
  const missing = wanted.slice(given.length).find(({ isRequired }) => isRequired)
  if (missing) throw new UsageError(`${missing.name.toUpperCase()} is missing`)
  if (given.length > wanted.length)
    throw new UsageError(`«${given[wanted.length]}» is one argument too many`, {
      remedy: 'Put text with spaces into quotes',
    })
  const empty = wanted.find((_each, index) => given[index] === '')
  if (empty) throw new UsageError(`${empty.name.toUpperCase()} is empty`)
  return Object.fromEntries(wanted.map(({ name }, index) => [name, given[index]]))
}

function unknownFlag(rawName: string, named: readonly [string, Flag][]): UsageError {
  const meant = suggest(
    rawName.replace(/^-+/, ''),
    named.map(([name]) => name),
  )
  return new UsageError(`There is no flag ${rawName} here`, {
    remedy: meant ? `Did you mean --${meant}?` : '',
  })
}

function toOption(flag: Flag): { type: 'boolean' | 'string'; short?: string } {
  const type = flag.type === 'boolean' ? 'boolean' : 'string'
  return 'alias' in flag && flag.alias ? { type, short: flag.alias } : { type }
}

function emptyValue(flag: Flag): false | string[] | undefined {
  if (flag.type === 'boolean') return false
  return flag.type === 'string' && flag.repeat ? [] : undefined
}
