import { Problem } from '@temporal-registry/contract/problem'
import type { Tables } from '../../platform/database/database.ts'
import type { Registry } from '../../registry/registry.ts'
import type { FactoryTables } from '../tables.ts'
import type { SourceReaders, SourceReport } from './context.ts'
import type { RunStore } from './store.ts'

/** Reads what is ours: earlier runs, the registry, what the definition says itself. */
export function createOwnReaders(deps: {
  readonly tables: Tables<FactoryTables>
  readonly runs: RunStore
  readonly registry: Pick<Registry, 'view' | 'assertRead'>
}): Pick<SourceReaders, 'static' | 'previous_run' | 'registry'> {
  const { tables, runs, registry } = deps
  return {
    static: async ({ source }) => source.static?.value,

    async previous_run({ defined: { run }, source }) {
      const mustHaveSucceeded = source.previous_run?.status !== 'any'
      return tables.query(async (db) => {
        const previous = await runs.findPrevious(db, run, mustHaveSucceeded)
        if (!previous) return null
        const context = await runs.findContext(db, previous.id)
        const tasks = await runs.taskResults(db, previous.id)
        return {
          id: previous.id,
          status: previous.status,
          fired_at: previous.fired_at.toISOString(),
          context: ownOf(context),
          tasks: tasks.map(({ template, status, result }) => ({ template, status, result })),
        }
      })
    },

    async registry({ source }) {
      registry.assertRead()
      const name = source.registry?.workflow_type ?? ''
      const type = registry.view.findType(name)
      if (!type) throw new Problem('workflow-type-not-found', `«${name}» is not registered`)
      const { description, version, owner, labels, enabled } = type.spec
      const targets = type.targets.map(({ task_queue: taskQueue, state }) => ({
        task_queue: taskQueue,
        state,
      }))
      return { workflow_type: name, description, version, owner, labels, enabled, targets }
    },
  }
}

/**
 * What a run looked at, without what it saw of the run before it: kept from run to run, that would grow
 * for ever.
 */
function ownOf(context: Awaited<ReturnType<RunStore['findContext']>>): Record<string, unknown> {
  if (!context) return {}
  // They were stored as `resolveContext` made them.
  const sources = context.sources as readonly SourceReport[]
  const earlier = new Set(
    sources.filter(({ kind }) => kind === 'previous_run').map(({ name }) => name),
  )
  return Object.fromEntries(Object.entries(context.snapshot).filter(([name]) => !earlier.has(name)))
}
