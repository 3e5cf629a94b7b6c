import { definitionScheduleId, type OwnSchedule } from '../../schedules/schedules.ts'
import type { StoredDefinition } from '../definitions/definitions.ts'
import { keyHashOf } from '../triggers/flow-store.ts'
import { runActivityWorkflowType, type RunInput } from '../workflow/messages.ts'

/**
 * The Temporal schedule that a definition is to have, or nothing where it has no times. Its note says what it
 * was made of: another note is another schedule. Pure.
 */
export function wantedSchedule(
  stored: StoredDefinition,
  taskQueue: string,
): OwnSchedule | undefined {
  const { id, name, version, body } = stored
  const { schedule } = body.trigger
  if (!schedule) return undefined
  const { overlap_policy: _overlap, misfire: _misfire, ...times } = schedule
  const input: RunInput = { definition_id: id }
  return {
    scheduleId: definitionScheduleId(id),
    times,
    workflowType: runActivityWorkflowType,
    workflowId: `wf-${id}`,
    taskQueue,
    input: [input],
    note: `Activity definition ${name}, version ${version}, ${keyHashOf([times, taskQueue]).slice(0, 8)}`,
    isPaused: !stored.enabled || stored.paused_at !== null,
  }
}
