import { Type, type Static } from 'typebox'
import { ActivityDefinitionBody } from './activity-definition.ts'
import { allowUnregistered, DefinitionFinding } from './activity-definitions.ts'
import { databaseProblems, endpoint } from './endpoint.ts'
import { closedObject, closedShape, JsonObject, LabelSelector, oneOf, shape } from './shapes.ts'

const tag = 'activity definitions'

/** A definition with its state, as it is exported and imported. */
export const ExportedDefinition = closedShape('ExportedDefinition', {
  definition: ActivityDefinitionBody,
  enabled: Type.Optional(Type.Boolean({ description: 'Default: true.' })),
  pause_reason: Type.Optional(
    Type.String({ minLength: 1, maxLength: 1_000, description: 'Present: it is paused.' }),
  ),
})
export type ExportedDefinition = Static<typeof ExportedDefinition>

/** Begins a document of definitions, and says which form it has. */
export const exportFormat = 'temporal-registry/activity-definitions.v1'

export const exportActivityDefinitions = endpoint({
  id: 'exportActivityDefinitions',
  method: 'GET',
  path: '/activity-definitions/export',
  tag,
  summary: 'Write activity definitions as YAML, all or those with labels',
  description:
    'What `import` takes. Versions, times and ids are not in it, nor are the values of secrets.',
  scope: 'read',
  query: closedObject({ label: Type.Optional(Type.Array(LabelSelector, { maxItems: 20 })) }),
  responses: { 200: Type.String() },
  mediaType: 'application/yaml',
  problems: databaseProblems,
  idempotent: true,
})

/** What came of one definition of an import. */
export const ImportedItem = shape('ImportedItem', {
  name: Type.Union([Type.String(), Type.Null()]),
  outcome: oneOf(['created', 'updated', 'unchanged', 'refused']),
  version: Type.Union([Type.Integer(), Type.Null()]),
  errors: Type.Array(DefinitionFinding),
  warnings: Type.Array(DefinitionFinding),
})
export type ImportedItem = Static<typeof ImportedItem>

export const importActivityDefinitions = endpoint({
  id: 'importActivityDefinitions',
  method: 'POST',
  path: '/activity-definitions/import',
  tag,
  summary: 'Create or change many activity definitions at once',
  description:
    'Takes what `export` writes, a list of definitions, or one definition; as JSON, or as YAML in a JSON text. Each is stored by its name when it is valid, the others are `refused` with their faults. Definitions that are not named stay as they are. A document without `enabled` and `pause_reason` leaves the state of what is there. `dry_run` stores nothing.',
  scope: 'admin',
  query: closedObject({
    dry_run: Type.Optional(Type.Boolean()),
    allow_unregistered: allowUnregistered,
  }),
  body: Type.Union([Type.String(), Type.Array(JsonObject, { maxItems: 10_000 }), JsonObject]),
  responses: { 200: Type.Object({ dry_run: Type.Boolean(), items: Type.Array(ImportedItem) }) },
  problems: [...databaseProblems, 'expressions-busy', 'malformed-yaml'],
  idempotent: true,
})
