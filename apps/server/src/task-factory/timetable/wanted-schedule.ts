import { hashOfJson } from '../../platform/json-hash.ts'
import { definitionScheduleId, type OwnSchedule, type Wanted } from '../../schedules/schedules.ts'
import { unlessGone, type Definitions, type StoredDefinition } from '../definitions/definitions.ts'
import { runActivityWorkflowType, type RunInput } from '../workflow/messages.ts'

/**
 * The Temporal schedule that a definition is to have, or nothing where it has no times. Its note says what it
 * was made of: another note is another schedule. Pure.
 */
function wantedSchedule(stored: StoredDefinition, taskQueue: string): OwnSchedule | undefined {
  const { id, name, version, body } = stored
  const { schedule } = body.trigger
  if (!schedule) return undefined
  const { overlap_policy: _overlap, misfire: _misfire, ...times } = schedule
  const input: RunInput = { definition_id: id }
  return {
    scheduleId: definitionScheduleId(id),
    of: { id, name },
    times,
    workflowType: runActivityWorkflowType,
    workflowId: `wf-${id}`,
    taskQueue,
    input: [input],
    note: `Activity definition ${name}, version ${version}, ${hashOfJson([times, taskQueue]).slice(0, 8)}`,
    isPaused: !stored.enabled || stored.paused_at !== null,
  }
}

const pageSize = 500

/** The schedules that all definitions are to have. */
export function wantedSchedules(
  definitions: Pick<Definitions, 'get' | 'list'>,
  taskQueue: string,
): Wanted {
  return {
    async find(scheduleId) {
      const id = scheduleId.slice(definitionScheduleId('').length)
      const stored = await definitions.get(id).catch(unlessGone)
      return stored && wantedSchedule(stored, taskQueue)
    },
    async *all() {
      for (let after: string | undefined; ;) {
        const page = await definitions.list(
          { trigger_kind: 'schedule' },
          { limit: pageSize, after },
        )
        for (const stored of page) {
          const wanted = wantedSchedule(stored, taskQueue)
          if (wanted) yield wanted
        }
        after = page.at(-1)?.name
        if (page.length < pageSize) return
      }
    },
  }
}
