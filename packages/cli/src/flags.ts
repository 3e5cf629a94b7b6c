import type { ArgDef, ArgsDef } from 'citty'

/** One argument of a command. */
export type Flag =
  | { readonly type: 'positional'; readonly description: string; readonly required?: false }
  | { readonly type: 'boolean'; readonly description: string; readonly alias?: string }
  | {
      readonly type: 'string'
      readonly description: string
      readonly valueHint?: string
      readonly alias?: string
      /** May be given several times. */
      readonly repeat?: true
    }
  | { readonly type: 'enum'; readonly description: string; readonly options: readonly string[] }

export type Flags = Readonly<Record<string, Flag>>

type ValueOf<F extends Flag> = F extends { type: 'boolean' }
  ? boolean
  : F extends { repeat: true }
    ? string[]
    : F extends { type: 'enum'; options: readonly (infer O)[] }
      ? O | undefined
      : F extends { type: 'positional' }
        ? F extends { required: false }
          ? string | undefined
          : string
        : string | undefined

/** What a command's body gets for its flags. citty's own type takes every flag for given. */
export type ValuesOf<F extends Flags> = { readonly [K in keyof F]: ValueOf<F[K]> }

/** Flags of every command. */
export const globalFlags = {
  url: {
    type: 'string',
    valueHint: 'url',
    description: 'The gateway. Default: $TEMPORAL_REGISTRY_URL, else http://127.0.0.1:8080',
  },
  token: {
    type: 'string',
    valueHint: 'token',
    description: 'Bearer token. Default: $TEMPORAL_REGISTRY_TOKEN, which no process list shows',
  },
  namespace: {
    type: 'string',
    valueHint: 'name',
    description:
      "One of the gateway's namespaces. Default: $TEMPORAL_REGISTRY_NAMESPACE, else its own",
  },
  json: { type: 'boolean', description: 'Write JSON for machines, errors too' },
  help: { type: 'boolean', alias: 'h', description: 'Show this' },
} as const satisfies Flags

/** The same as citty takes it, for its help. */
export function toArgsDef(flags: Flags): ArgsDef {
  return Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, toArgDef(flag)]))
}

function toArgDef(flag: Flag): ArgDef {
  switch (flag.type) {
    case 'enum':
      return { ...flag, options: [...flag.options] }
    case 'string': {
      const { repeat, ...definition } = flag
      const description = repeat ? `${flag.description} (may be repeated)` : flag.description
      return { ...definition, description }
    }
    case 'positional':
    case 'boolean':
      return { ...flag }
  }
}
