import * as contract from '@temporal-registry/contract/activity-runs'
import {
  countTriggers,
  listTriggers,
  maxCountedTriggers,
} from '@temporal-registry/contract/triggers'
import { nextCursor, nextCursorBy, readCursor, readPlace } from '../../http/cursor.ts'
import { Answer, type OnEndpoint } from '../../http/on-endpoint.ts'
import { spanOf } from '../../http/time-span.ts'
import type { Triggers } from '../triggers/triggers.ts'
import type { ActivityRuns } from './activity-runs.ts'

const defaultLimit = 100

/** Binds the endpoints about activity runs, their tasks, and the ledger. */
export function activityRunRoutes(
  on: OnEndpoint,
  { runs, triggers }: { readonly runs: ActivityRuns; readonly triggers: Triggers },
): void {
  on(contract.triggerActivity, async ({ params, body, headers, caller, requestId }) => {
    const triggered = await triggers.byHand(params.definition, {
      input: body?.input,
      key: headers['idempotency-key'] ?? requestId,
      actor: caller.name,
    })
    return new Answer(triggered.deduplicated ? 200 : 202, triggered)
  })

  on(contract.listActivityRuns, async ({ query }) => {
    const { limit = defaultLimit, cursor, ...filter } = query
    const list = `activity-runs ${JSON.stringify(filter)}`
    const found = await runs.list(
      {
        definitionId: query.definition_id,
        eventId: query.event_id,
        occurrenceKey: query.occurrence_key,
        statuses: query.status,
        triggerKind: query.trigger_kind,
        backfillId: query.backfill_id,
        ...spanOf(query),
        before: readPlace(cursor, list),
      },
      limit + 1,
    )
    return { runs: found.slice(0, limit), ...nextCursor(found, limit, list) }
  })

  on(contract.getActivityRun, ({ params }) => runs.get(params.run_id))

  on(contract.cancelActivityRun, async ({ params, caller }) => {
    return new Answer(202, await triggers.cancelRun(params.run_id, caller.name))
  })

  on(contract.listTasks, async ({ query }) => {
    const { limit = defaultLimit, cursor, ...filter } = query
    const list = `tasks ${JSON.stringify(filter)}`
    const [runId = '', index = '0'] = readCursor(cursor, list).toString().split('/')
    const found = await runs.listTasks(
      {
        runId: query.run_id,
        statuses: query.status,
        kind: query.kind,
        after: cursor === undefined ? undefined : { runId, index: Number(index) },
      },
      limit + 1,
    )
    const next = nextCursorBy(found, limit, list, (last) => `${last.run_id}/${last.index}`)
    return { tasks: found.slice(0, limit), ...next }
  })

  on(contract.getTask, ({ params }) => runs.getTask(params.task_id))

  on(listTriggers, async ({ query }) => {
    const { limit = defaultLimit, cursor, ...filter } = query
    const list = `triggers ${JSON.stringify(filter)}`
    const found = await triggers.ledger(
      {
        definitionId: query.definition_id,
        eventId: query.event_id,
        runId: query.run_id,
        occurrenceKey: query.occurrence_key,
        outcomes: query.outcome,
        triggerKind: query.trigger_kind,
        ...spanOf(query),
        before: readPlace(cursor, list),
      },
      limit + 1,
    )
    return { triggers: found.slice(0, limit), ...nextCursor(found, limit, list) }
  })

  on(countTriggers, async ({ query }) => {
    const counts = await triggers.countByOutcome(
      { definitionId: query.definition_id, ...spanOf(query) },
      maxCountedTriggers,
    )
    const total = counts.reduce((sum, { count }) => sum + count, 0)
    return { counts, total, is_complete: total < maxCountedTriggers }
  })
}
