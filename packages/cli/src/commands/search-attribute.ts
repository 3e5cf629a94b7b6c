import type { ReconcileReport } from '@temporal-registry/contract/search-attributes'
import { noun, verb } from '../command.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import type { Output } from '../output.ts'
import { UsageError } from '../usage-error.ts'

const name = {
  type: 'string',
  repeat: true,
  valueHint: 'name',
  description: 'Only this declared attribute. Default: all',
} as const

const list = verb({
  description: 'List the search attributes that workflow types declare, and what Temporal has',
  flags: { all: { type: 'boolean', description: 'Those that no type declares too' } },
  async run({ all }, { out, connect }) {
    const { searchAttributes } = await connect()
    const { search_attributes: declared } = await searchAttributes.declared()
    const { search_attributes: actual } = await searchAttributes.actual()
    if (out.isJson) return out.json({ declared, actual })
    const known = new Map(actual.map((attribute) => [attribute.name, attribute]))
    const others = actual.filter(
      (one) => !declared.some((attribute) => attribute.name === one.name),
    )
    const rows = [
      ...declared.map((one) => [
        one.name,
        one.type,
        known.get(one.name)?.type ?? 'missing',
        known.get(one.name)?.source ?? '-',
        one.workflows.join(', '),
      ]),
      ...(all ? others.map((one) => [one.name, '-', one.type, one.source, '-']) : []),
    ]
    if (rows.length === 0) return out.note('No workflow type declares a search attribute.')
    out.table(
      [
        { title: 'NAME' },
        { title: 'DECLARED' },
        { title: 'IN TEMPORAL' },
        { title: 'SOURCE' },
        { title: 'WORKFLOW TYPES', shrinks: true },
      ],
      rows,
    )
  },
})

const check = verb({
  description: 'Tell what is missing or in conflict; ends with 3 when anything is',
  flags: { name },
  async run({ name: names }, { out, connect }) {
    const report = await (await connect()).searchAttributes.validate(names)
    return tell(out, report, report.missing.length + report.conflicts.length)
  },
})

const ensure = verb({
  description: 'Make what is missing, unless something conflicts; ends with 3 then',
  flags: { name },
  async run({ name: names }, { out, connect }) {
    const report = await (await connect()).searchAttributes.ensure(names)
    return tell(out, report, report.conflicts.length)
  },
})

const replace = verb({
  description: 'Make attributes again with their declared type; values of the old type are lost',
  flags: {
    name: { ...name, description: 'A declared attribute, at least one' },
    confirm: { type: 'boolean', description: 'Say that the loss is meant' },
  },
  async run({ name: names, confirm }, { out, connect }) {
    if (names.length === 0) throw new UsageError('--name says what to replace')
    if (!confirm) {
      throw new UsageError('Replacing wants --confirm: values stored under the old type are lost')
    }
    return tell(out, await (await connect()).searchAttributes.replace(names), 0)
  },
})

function tell(out: Output, report: ReconcileReport, faultCount: number): ExitCode {
  const namesOf = (attributes: readonly { name: string; type: string }[]) =>
    attributes.length === 0
      ? undefined
      : attributes.map((one) => `${one.name} (${one.type})`).join(', ')
  if (out.isJson) out.json(report)
  else {
    const isTold = report.mode === 'validate' || report.added.length === 0
    out.facts([
      ['as declared', namesOf(report.unchanged)],
      ['missing', isTold ? namesOf(report.missing) : undefined],
      ['added', namesOf(report.added)],
      ['replaced', namesOf(report.replaced)],
      ...(report.mode === 'replace' ? [] : report.conflicts).map(
        (one) =>
          [
            'conflict',
            `${one.name} is ${one.existing_type} in Temporal and declared as ${one.desired_type}`,
          ] as const,
      ),
    ])
    if (report.desired.length === 0) out.note('No workflow type declares a search attribute.')
  }
  return faultCount === 0 ? exitCodes.ok.code : exitCodes.refused.code
}

export const searchAttribute = noun('Search attributes: declared by types, and in Temporal', {
  list,
  check,
  ensure,
  replace,
})
