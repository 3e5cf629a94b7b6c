import { runTriggerKinds, triggerOutcomes } from '@temporal-registry/contract/triggers'
import { verb } from '../command.ts'
import { noteMore, pageFlags, toLimit } from '../paging.ts'
import { formatTime } from '../times.ts'
import { idOfDefinition } from './activity-flags.ts'

export const ledger = verb({
  description: 'Say what came of events, fires and calls, and why; the newest first',
  flags: {
    definition: { type: 'string', valueHint: 'name', description: 'Only for this definition' },
    event: { type: 'string', valueHint: 'id', description: 'Only of this trigger event' },
    run: { type: 'string', valueHint: 'id', description: 'Only about this activity run' },
    outcome: { type: 'enum', options: triggerOutcomes, description: 'Only with this outcome' },
    trigger: { type: 'enum', options: runTriggerKinds, description: 'Only of this kind' },
    occurrence: { type: 'string', valueHint: 'key', description: 'Only of this occurrence key' },
    from: { type: 'string', valueHint: 'time', description: 'Only from this time on (RFC 3339)' },
    to: { type: 'string', valueHint: 'time', description: 'Only before this time (RFC 3339)' },
    ...pageFlags,
  },
  async run({ definition, event, run, outcome, trigger, occurrence, ...flags }, context) {
    const { out, connect } = context
    const { from, to, cursor, limit } = flags
    const client = await connect()
    const page = await client.triggers.list({
      ...{ from, to, cursor, event_id: event, run_id: run },
      ...{ trigger_kind: trigger, occurrence_key: occurrence },
      definition_id: await idOfDefinition(client, definition),
      outcome: outcome && [outcome],
      limit: toLimit(limit),
    })
    if (out.isJson) return out.json(page)
    if (page.triggers.length === 0) out.note('The ledger has nothing that matches.')
    else
      out.table(
        [
          { title: 'TIME' },
          { title: 'TRIGGER', yields: true },
          { title: 'DEFINITION', shrinks: true },
          { title: 'STAGE' },
          { title: 'OUTCOME' },
          { title: 'RUN' },
          { title: 'REASON', shrinks: true },
        ],
        page.triggers.map((one) => [
          formatTime(one.at),
          one.trigger_kind,
          one.definition?.name ?? '-',
          one.stage,
          one.outcome,
          one.run_id ?? '-',
          one.reason,
        ]),
      )
    noteMore(out, page)
  },
})
