import type { Flags } from '../flags.ts'

/** Which run. */
export const runFlags = {
  id: { type: 'positional', description: 'The workflow id' },
  'run-id': { type: 'string', description: 'One execution of it. Default: the latest' },
} as const satisfies Flags

/** What a message carries. */
export const messageFlags = {
  ...runFlags,
  name: { type: 'positional', description: 'The name of the message' },
  input: { type: 'string', valueHint: 'json|@file|-', description: 'What it carries' },
  arg: {
    type: 'string',
    repeat: true,
    valueHint: 'json|@file|-',
    description: 'A positional argument, instead of --input',
  },
} as const satisfies Flags
