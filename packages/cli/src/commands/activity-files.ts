import type { ImportedItem } from '@temporal-registry/contract/activity-definition-transfer'
import type { DefinitionFinding } from '@temporal-registry/contract/activity-definitions'
import { verb, type Context } from '../command.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { fileFlag, named, readFileOrInput } from '../json-input.ts'

const file = fileFlag
const options = {
  'dry-run': { type: 'boolean', description: 'Only say what would come of it' },
  'allow-unregistered': {
    type: 'boolean',
    description: 'Take workflow types that no worker has announced',
  },
} as const

export const apply = verb({
  description: 'Create or change the activity definitions of a file',
  flags: { file, ...options },
  run: ({ file: path, ...flags }, context) => store(path, flags, context),
})

export const importAll = verb({
  description: 'Store what export wrote, with its state',
  flags: {
    path: { type: 'positional', description: 'The file; - for standard input' },
    ...options,
  },
  run: ({ path, ...flags }, context) => store(path, flags, context),
})

export const validate = verb({
  description: 'Say everything that is wrong with an activity definition, and store nothing',
  flags: { file, 'allow-unregistered': options['allow-unregistered'] },
  async run({ file: path, ...flags }, { out, connect }) {
    const text = await readFileOrInput('--file', named('--file', path))
    const { activityDefinitions } = await connect()
    const found = await activityDefinitions.validate(text, {
      allowUnregistered: flags['allow-unregistered'] || undefined,
    })
    if (out.isJson) out.json(found)
    else {
      if (found.valid) out.line('It is valid')
      for (const { pointer, detail } of found.errors) out.line(`${pointer || '(root)'}: ${detail}`)
      noteAll(out, found.warnings)
    }
    return found.valid ? undefined : exitCodes.refused.code
  },
})

export const exportAll = verb({
  description: 'Write activity definitions with their state as YAML',
  flags: {
    label: { type: 'string', repeat: true, valueHint: 'k=v', description: 'Only with this label' },
  },
  async run({ label }, { out, connect }) {
    const query = label.length > 0 ? { label } : {}
    const text = await (await connect()).activityDefinitions.export(query)
    if (out.isJson) return out.json({ yaml: text })
    out.raw(text)
  },
})

async function store(
  path: string | undefined,
  flags: { 'dry-run': boolean; 'allow-unregistered': boolean },
  { out, connect }: Context,
): Promise<ExitCode | void> {
  const text = await readFileOrInput('--file', named('--file', path))
  const { activityDefinitions } = await connect()
  const answer = await activityDefinitions.import(text, {
    dryRun: flags['dry-run'] || undefined,
    allowUnregistered: flags['allow-unregistered'] || undefined,
  })
  if (out.isJson) out.json(answer)
  else for (const item of answer.items) tell(out, item, answer.dry_run)
  const isRefused = answer.items.some(({ outcome }) => outcome === 'refused')
  return isRefused ? exitCodes.refused.code : undefined
}

function tell(out: Context['out'], item: ImportedItem, isDryRun: boolean): void {
  const name = item.name ?? '(without a name)'
  const version = item.version === null ? '' : `, version ${item.version}`
  const is = isDryRun && item.outcome !== 'refused' ? 'would be' : 'is'
  out.line(`${name} ${is} ${item.outcome}${version}`)
  for (const { pointer, detail } of item.errors) out.line(`  ${pointer || '(root)'}: ${detail}`)
  noteAll(out, item.warnings)
}

function noteAll(out: Context['out'], warnings: readonly DefinitionFinding[]): void {
  for (const { pointer, detail } of warnings) out.note(`warning: ${pointer}: ${detail}`)
}
