import type { BatchItem } from '@temporal-registry/contract/batch-start'
import { verb } from '../command.ts'
import { exitCodes } from '../exit-code.ts'
import { readJsonList } from '../json-input.ts'

export const batchStart = verb({
  description: 'Start up to 1,000 runs, each with an outcome of its own',
  flags: {
    file: {
      type: 'string',
      valueHint: 'json|@file|-',
      description:
        'The list of starts: [{"workflow_type": "t", "input": …}, …]. Default: standard input',
    },
    'dry-run': { type: 'boolean', description: 'Only check every start' },
    'idempotency-key': {
      type: 'string',
      valueHint: 'key',
      description: 'The same key and list start nothing twice, however often this is repeated',
    },
  },
  async run(flags, { out, connect }) {
    // The gateway judges each item by itself, and says what is wrong with it.
    const items = (await readJsonList('--file', flags.file ?? '-')) as BatchItem[]
    const answer = await (
      await connect()
    ).workflows.batchStart(items, {
      dryRun: flags['dry-run'],
      idempotencyKey: flags['idempotency-key'] ?? 'auto',
    })
    if (out.isJson) out.json(answer)
    else {
      out.table(
        [
          { title: '#' },
          { title: 'OUTCOME' },
          { title: 'TYPE', shrinks: true },
          { title: 'WORKFLOW ID', shrinks: true },
          { title: 'WHY', shrinks: true },
        ],
        answer.items.map(({ index, outcome, workflow_type, workflow_id, problem }) => [
          String(index),
          outcome,
          workflow_type ?? '-',
          workflow_id ?? '-',
          problem ? `${problem.code}: ${problem.detail}` : '',
        ]),
      )
      const counted = Object.entries(answer.counts).filter(([, count]) => count > 0)
      out.note(counted.map(([outcome, count]) => `${count} ${outcome}`).join(', '))
    }
    const isWhole = answer.counts.refused + answer.counts.skipped === 0
    return isWhole ? exitCodes.ok.code : exitCodes.refused.code
  },
})
