import type {
  ActivityDefinition,
  ActivityDefinitionSummary,
} from '@temporal-registry/contract/activity-definitions'
import type { StoredDefinition } from './store.ts'

/** A definition as lists show it. */
export function summaryOf(stored: StoredDefinition): ActivityDefinitionSummary {
  const { id, name, version, trigger_kind, enabled, labels, pause_reason, body } = stored
  return {
    ...{ id, name, description: body.description ?? null, owner: body.owner ?? null, labels },
    ...{ trigger_kind, trigger: body.trigger, version, enabled },
    paused_at: stored.paused_at?.toISOString() ?? null,
    pause_reason,
    created_at: stored.created_at.toISOString(),
    updated_at: stored.updated_at.toISOString(),
  }
}

/** A definition as it stands. */
export function definitionOf(stored: StoredDefinition): ActivityDefinition {
  return { ...summaryOf(stored), definition: stored.body }
}

/** Differs whenever anything of the definition does, its state included. */
export function etagOf({ revision }: StoredDefinition): string {
  return `"${revision}"`
}
