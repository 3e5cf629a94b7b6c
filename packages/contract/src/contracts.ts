import type { TSchema } from 'typebox'
import { ActivityDefinitionBody, TaskTemplate } from './activity-definition.ts'
import { EventEnvelope } from './events.ts'

/**
 * Shapes that others write by hand, published as JSON Schemas: `docs/contracts/{name}.json`, and served at
 * `/contracts/{name}.json`.
 */
export const publishedContracts: Readonly<Record<string, TSchema>> = {
  'activity-definition': ActivityDefinitionBody,
  'event-envelope': EventEnvelope,
  'task-template': TaskTemplate,
}
