import { readEnvelope, type Events } from '../../events/events.ts'
import type { Performers } from '../performing.ts'

/**
 * Makes an event. Its id is the task's unless the template says another, so that a second attempt is the
 * same event; its depth is one more than that of what set the run off, which is how loops are seen.
 */
export function createEmitTask(accept: Events['accept']): Performers['emit'] {
  return async ({ task, defined: { run } }) => {
    const { data, ...attributes } = task.params as Readonly<Record<string, unknown>>
    const envelope = readEnvelope({
      id: task.id,
      source: `temporal-registry/activity/${run.definition_name}`,
      ...attributes,
      specversion: '1.0',
      time: task.created_at.toISOString(),
      ...(data === undefined ? {} : { datacontenttype: 'application/json', data }),
    })
    const [receipt] = await accept([envelope], { via: 'run', depth: run.depth + 1 })
    return receipt
  }
}
