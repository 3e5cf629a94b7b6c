import * as contract from '@temporal-registry/contract/temporal-admin'
import { nextCursorBy, readCursor, readPlace, writeCursor } from '../http/cursor.ts'
import type { OnEndpoint } from '../http/on-endpoint.ts'
import type { Runs } from '../runs/runs.ts'
import type { OwnSchedulesReport } from './own-schedules-report.ts'

const defaultLimit = 100

/** Binds the endpoints about what of the gateway's own is in Temporal. */
export function adminRoutes(
  on: OnEndpoint,
  {
    runs,
    reportSchedules,
    taskQueues,
  }: {
    readonly runs: Pick<Runs, 'listOn'>
    readonly reportSchedules: OwnSchedulesReport
    /** Those of the gateway's own workers. */
    readonly taskQueues: readonly string[]
  },
): void {
  on(contract.listOwnSchedules, async ({ query }) => {
    const { kind, drifting, limit = defaultLimit, cursor } = query
    const list = `own-schedules ${JSON.stringify([kind, drifting])}`
    const after = readPlace(cursor, list) ?? ''
    const found = (await reportSchedules(kind)).filter(
      ({ schedule_id: id, drift }) => id > after && (!drifting || drift !== 'none'),
    )
    return {
      schedules: found.slice(0, limit),
      ...nextCursorBy(found, limit, list, (last) => last.schedule_id),
    }
  })

  on(contract.listOwnWorkflows, async ({ query }) => {
    const { workflow_type: workflowType, open: isOpen, limit = defaultLimit, cursor } = query
    const list = `own-workflows ${JSON.stringify([workflowType, isOpen])}`
    const filter = { workflowType, isOpen, taskQueues }
    const { items, nextToken } = await runs.listOn(filter, limit, readCursor(cursor, list))
    return {
      workflows: items,
      ...(nextToken.length > 0 ? { next_cursor: writeCursor(nextToken, list) } : {}),
    }
  })
}
