import type { CheckBody, WorkflowCheck } from '@temporal-registry/contract/evolution'
import { verb } from '../command.ts'
import { exitCodes } from '../exit-code.ts'
import { readObjectFile } from '../json-input.ts'
import type { Output } from '../output.ts'
import { UsageError } from '../usage-error.ts'

export const check = verb({
  description: 'Say whether a changed spec would break anybody; nothing is stored (for CI)',
  flags: {
    type: {
      type: 'positional',
      required: false,
      description: 'The workflow type. Default: the workflow_type in the file',
    },
    file: {
      type: 'string',
      valueHint: 'path',
      description:
        'The spec as YAML or JSON, or - for standard input; with task_queue it is a whole one',
    },
  },
  async run({ type, file }, { out, connect }) {
    const spec = await readObjectFile('--file', file)
    const { workflow_type: named } = spec
    const workflowType = type ?? (typeof named === 'string' ? named : undefined)
    if (workflowType === undefined)
      throw new UsageError('Which type? The file has no workflow_type, and none was given')
    // The gateway holds the body to its shape, and says where it does not fit.
    const answer = await (await connect()).workflows.check(workflowType, spec as CheckBody)
    if (out.isJson) out.json(answer)
    else showCheck(out, answer)
    return answer.accepted ? exitCodes.ok.code : exitCodes.refused.code
  },
})

function showCheck(out: Output, answer: WorkflowCheck): void {
  const { parts, schedules } = answer
  out.facts([
    ['type', answer.workflow_type],
    ['version', `${answer.stored_version || '-'} → ${answer.version || '-'}`],
    ['verdict', answer.verdict],
    ['accepted', answer.accepted ? 'yes' : 'no'],
    ['reason', answer.reason],
    ['schedules', `${schedules.checked_count} checked${schedules.complete ? '' : ', not all'}`],
  ])
  const differences = parts.flatMap(({ part, differences: own }) =>
    own.map((difference) => ({ part, ...difference })),
  )
  if (differences.length > 0) {
    out.line()
    out.table(
      [
        { title: 'PART' },
        { title: 'EFFECT' },
        { title: 'BREAKS' },
        { title: 'DIFFERENCE', shrinks: true },
      ],
      differences.map(({ part, effect, breaks, detail }) => [
        part,
        effect,
        breaks ? 'yes' : 'no',
        detail,
      ]),
    )
  }
  if (schedules.breaking.length === 0) return
  out.line()
  out.table(
    [{ title: 'SCHEDULE' }, { title: 'WOULD NOT FIT', shrinks: true }],
    schedules.breaking.map(({ schedule_id, errors }) => [
      schedule_id,
      errors.map(({ pointer, detail }) => `${pointer || 'the input'} ${detail}`).join('; '),
    ]),
  )
}
