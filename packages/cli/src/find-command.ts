import type { CommandDef } from 'citty'
import { globalFlags } from './flags.ts'
import { suggest } from './suggest.ts'
import { UsageError } from './usage-error.ts'

/** A command that was asked for, and what is left of the command line for it. */
export interface FoundCommand {
  readonly command: CommandDef
  /** Its words, the program's name first. */
  readonly path: readonly string[]
  readonly args: readonly string[]
}

export const programName = 'temporal-registry'

/**
 * Follows the words of a command line through the tree of commands. Global flags may stand anywhere.
 *
 * @throws UsageError for a word that no command has.
 */
export async function findCommand(
  root: CommandDef,
  argv: readonly string[],
): Promise<FoundCommand> {
  let command = root
  const path = [programName]
  const args = [...argv]
  for (;;) {
    const subCommands = await resolve(command.subCommands)
    const index = subCommands ? firstWord(args) : -1
    const [word] = index === -1 ? [] : args.splice(index, 1)
    if (!subCommands || word === undefined) return { command, path, args }
    const next = Object.hasOwn(subCommands, word) ? await resolve(subCommands[word]) : undefined
    if (!next) throw unknownCommand(path, word, Object.keys(subCommands))
    command = next
    path.push(word)
  }
}

/** Whether a flag without value is among the arguments, before any `--`. */
export function hasFlag(args: readonly string[], ...names: readonly string[]): boolean {
  const end = args.indexOf('--')
  return (end === -1 ? args : args.slice(0, end)).some((arg) => names.includes(arg))
}

function firstWord(args: readonly string[]): number {
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? ''
    if (arg === '--') return -1
    if (!arg.startsWith('-')) return index
    if (takesNext(arg)) index++
  }
  return -1
}

function takesNext(arg: string): boolean {
  const name = arg.replace(/^--/, '')
  return Object.entries(globalFlags).some(([key, { type }]) => key === name && type === 'string')
}

function unknownCommand(
  path: readonly string[],
  word: string,
  known: readonly string[],
): UsageError {
  const meant = suggest(word, known)
  return new UsageError(`There is no command «${[...path.slice(1), word].join(' ')}»`, {
    why: `${path.join(' ')} has: ${known.join(', ')}`,
    remedy: meant ? `Did you mean «${[...path, meant].join(' ')}»?` : '',
  })
}

type Resolvable<T> = T | Promise<T> | (() => T | Promise<T>)

export async function resolve<T>(value: Resolvable<T>): Promise<T> {
  // citty's resolvable values are data: none of them is itself a function.
  return typeof value === 'function' ? (value as () => T | Promise<T>)() : value
}
