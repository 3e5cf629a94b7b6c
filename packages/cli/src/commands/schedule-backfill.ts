import { overlapPolicies } from '@temporal-registry/contract/schedule-body'
import { setTimeout as sleep } from 'node:timers/promises'
import { verb } from '../command.ts'
import { toNumber } from '../values.ts'

const lookEveryMs = 1_000

export const backfill = verb({
  description: 'Fire a schedule for times that are past',
  flags: {
    id: { type: 'positional', description: 'The schedule id' },
    from: { type: 'string', valueHint: 'time', description: 'First time (RFC 3339)' },
    to: { type: 'string', valueHint: 'time', description: 'Last time (RFC 3339)' },
    overlap: {
      type: 'enum',
      options: overlapPolicies,
      description: 'When a run is still open. Default: allow_all',
    },
    'dry-run': { type: 'boolean', description: 'Only count and show' },
    max: { type: 'string', valueHint: 'n', description: 'Refuse more than n. Default: 1000' },
    wait: { type: 'boolean', description: 'Stay until all is sent' },
    cancel: { type: 'string', valueHint: 'backfill-id', description: 'Call off this one instead' },
  },
  async run({ id, from = '', to = '', overlap, max, wait, cancel, ...flags }, { out, connect }) {
    const { schedules } = await connect()
    if (cancel !== undefined) {
      const called = await schedules.cancelBackfill(id, cancel)
      if (out.isJson) return out.json(called)
      return out.line(`${called.sent} of ${called.occurrences} were sent; no more will be`)
    }
    let found = await schedules.backfill(
      id,
      {
        start_at: from,
        end_at: to,
        overlap_policy: overlap,
        dry_run: flags['dry-run'] || undefined,
        max_occurrences: toNumber('--max', max, { min: 1, isWhole: true }),
      },
      { idempotencyKey: 'auto' },
    )
    while (wait && found.status === 'running') {
      await sleep(lookEveryMs)
      found = await schedules.getBackfill(id, found.backfill_id ?? '')
      if (!out.isJson) out.note(`${found.sent} of ${found.occurrences} sent`)
    }
    if (out.isJson) return out.json(found)
    out.facts([
      ['status', found.status],
      ['occurrences', String(found.occurrences)],
      ['sent', String(found.sent)],
      ['backfill id', found.backfill_id],
      ['first times', found.times.slice(0, 5).join(', ') || 'none'],
    ])
  },
})
