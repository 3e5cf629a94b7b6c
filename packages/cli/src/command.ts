import { defineCommand, type CommandDef } from 'citty'
import type { Client } from '@temporal-registry/sdk/client'
import type { ExitCode } from './exit-code.ts'
import { globalFlags, toArgsDef, type Flags, type ValuesOf } from './flags.ts'
import type { Output } from './output.ts'
import { parseFlags } from './parse-flags.ts'
import { readProfile, type Profile } from './profile.ts'

/** What a command's body works with. */
export interface Context {
  readonly out: Output
  /** Loads the client, which help does not need. Speaks with nobody yet. */
  connect(): Promise<Client>
  /** What flags and environment say of the gateway. */
  profile(): Profile
}

/** Variables of the environment that commands look at. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Where a command runs; whoever runs it hands it over as citty's `data`. */
interface Surroundings {
  readonly out: Output
  /** Absent: that of the process. */
  readonly env: Environment | undefined
}

interface Verb<F extends Flags> {
  readonly description: string
  readonly flags: F
  /** Does the work; answers with the exit code, or with nothing for 0. */
  run(values: ValuesOf<F>, context: Context): Promise<ExitCode | void>
}

/** Declares a command that does something. Its arguments are ours to read: citty's reader is lax. */
export function verb<const F extends Flags>({ description, flags, run }: Verb<F>): CommandDef {
  const all = { ...flags, ...globalFlags }
  return defineCommand({
    meta: { description },
    args: toArgsDef(all),
    run({ rawArgs, data }): Promise<ExitCode | void> {
      // `parseFlags` makes of the flags at run time what `ValuesOf` makes of them for the compiler.
      const values = parseFlags(all, rawArgs) as unknown as ValuesOf<F & typeof globalFlags>
      const { out, env } = data as Surroundings
      const profile = () => readProfile(values, env)
      const connect = () => connectTo(profile())
      return run(values, { out, connect, profile })
    },
  })
}

/** Declares a noun: a table of verbs. */
export function noun(description: string, verbs: Readonly<Record<string, CommandDef>>): CommandDef {
  return defineCommand({ meta: { description }, subCommands: { ...verbs } })
}

/** Long enough for a gateway's restart, short enough for a person who mistyped its address. */
const retry = { attempts: 4, totalMs: 10_000 }

async function connectTo(profile: Profile): Promise<Client> {
  const { createClient } = await import('@temporal-registry/sdk/client')
  return createClient({ ...profile, retry })
}
