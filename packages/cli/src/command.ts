import { defineCommand, type CommandDef } from 'citty'
import type { Client } from '@temporal-registry/sdk/client'
import type { ExitCode } from './exit-code.ts'
import { globalFlags, toArgsDef, type Flags, type ValuesOf } from './flags.ts'
import type { Output } from './output.ts'
import { parseFlags } from './parse-flags.ts'

/** What a command's body works with. */
export interface Context {
  readonly out: Output
  /** Connects to no one yet: the first call does. Loads the client, which help does not need. */
  connect(): Promise<Client>
}

interface Verb<F extends Flags> {
  readonly description: string
  readonly flags: F
  /** Does the work; answers with the exit code, or with nothing for 0. */
  run(values: ValuesOf<F>, context: Context): Promise<ExitCode | void>
}

const bodies = new WeakMap<CommandDef, Runnable>()

interface Runnable {
  readonly flags: Flags
  run(args: readonly string[], context: Context): Promise<ExitCode | void>
}

/** Declares a command that does something. */
export function verb<const F extends Flags>({ description, flags, run }: Verb<F>): CommandDef {
  const all = { ...flags, ...globalFlags }
  const command = defineCommand({ meta: { description }, args: toArgsDef(all) })
  bodies.set(command, {
    flags: all,
    // `parseFlags` fills in what `ValuesOf` derives from the same flags.
    run: (args, context) => run(parseFlags(all, args) as unknown as ValuesOf<F>, context),
  })
  return command
}

/** Declares a noun: a table of verbs. */
export function noun(
  description: string,
  verbs: Readonly<Record<string, CommandDef>>,
): CommandDef {
  return defineCommand({ meta: { description }, subCommands: { ...verbs } })
}

/** The body of a command that `verb` declared. */
export function bodyOf(command: CommandDef): Runnable | undefined {
  return bodies.get(command)
}
