import { Type, type Static } from 'typebox'
import { ActivityDefinitionBody, Trigger, triggerKinds } from './activity-definition.ts'
import { databaseProblems, endpoint } from './endpoint.ts'
import {
  closedObject,
  JsonObject,
  Labels,
  LabelSelector,
  oneOf,
  shape,
  Timestamp,
} from './shapes.ts'
import { TriggerRecord } from './triggers.ts'

/** An activity definition in a list: what it is, without what it says. */
const summaryMembers = {
  id: Type.String({ description: 'UUID; stays the same when the definition is renamed.' }),
  name: Type.String(),
  description: Type.Union([Type.String(), Type.Null()]),
  owner: Type.Union([Type.String(), Type.Null()]),
  labels: Labels,
  trigger_kind: oneOf(triggerKinds),
  trigger: Trigger,
  version: Type.Integer({ description: 'The version in force.' }),
  enabled: Type.Boolean({ description: 'False: it matches nothing.' }),
  paused_at: Type.Union([Timestamp, Type.Null()], {
    description: 'Since when it makes no runs; what it would have made is in the ledger.',
  }),
  pause_reason: Type.Union([Type.String(), Type.Null()]),
  created_at: Timestamp,
  updated_at: Timestamp,
}

/** An activity definition in a list: what it is, without what it says. */
export const ActivityDefinitionSummary = shape('ActivityDefinitionSummary', summaryMembers)
export type ActivityDefinitionSummary = Static<typeof ActivityDefinitionSummary>

/** The same in a list that was asked for the last row of the ledger as well. */
export const ListedActivityDefinition = shape('ListedActivityDefinition', {
  ...summaryMembers,
  last_trigger: Type.Optional(
    Type.Union([TriggerRecord, Type.Null()], {
      description: 'With `last=true`: the newest row of the ledger about it, if one is kept.',
    }),
  ),
})
export type ListedActivityDefinition = Static<typeof ListedActivityDefinition>

/** A fault or a doubt at one place of a definition. */
export const DefinitionFinding = shape('DefinitionFinding', {
  pointer: Type.String({ description: 'RFC 6901 pointer into the definition.' }),
  detail: Type.String(),
})
export type DefinitionFinding = Static<typeof DefinitionFinding>

const Warnings = Type.Array(DefinitionFinding, {
  description: 'What was accepted, but may not be meant so.',
})

/** An activity definition as it stands; `definition` is what a `PUT` of it would say. */
export const ActivityDefinition = shape('ActivityDefinition', {
  ...summaryMembers,
  definition: ActivityDefinitionBody,
})
export type ActivityDefinition = Static<typeof ActivityDefinition>

/** The same where it was just written, with what may not be meant so. */
export const WrittenActivityDefinition = shape('WrittenActivityDefinition', {
  ...summaryMembers,
  definition: ActivityDefinitionBody,
  warnings: Warnings,
})
export type WrittenActivityDefinition = Static<typeof WrittenActivityDefinition>

/** One version of a definition: it never changes. */
export const ActivityDefinitionVersion = shape('ActivityDefinitionVersion', {
  version: Type.Integer(),
  created_at: Timestamp,
  created_by: Type.Union([Type.String(), Type.Null()], {
    description: 'Name of the token that wrote it.',
  }),
  active: Type.Boolean({ description: 'Whether it is the version in force.' }),
  definition: ActivityDefinitionBody,
})
export type ActivityDefinitionVersion = Static<typeof ActivityDefinitionVersion>

const VersionSummary = shape('ActivityDefinitionVersionSummary', {
  version: Type.Integer(),
  created_at: Timestamp,
  created_by: Type.Union([Type.String(), Type.Null()]),
  active: Type.Boolean(),
})

/** What every path of one definition begins with. */
export const definitionPath = '/activity-definitions/:definition'

/** Names a definition in a path. */
/** Path of an operation on a definition. */
export const definitionParams = closedObject({
  definition: Type.String({
    pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$',
    description: 'Name or id.',
  }),
})

const tag = 'activity definitions'
const ifMatch = Type.Object({
  'if-match': Type.Optional(
    Type.String({
      maxLength: 64,
      description: '`ETag` of an earlier answer: what changed since is not overwritten.',
    }),
  ),
})
const putHeaders = Type.Object({
  ...ifMatch.properties,
  'if-none-match': Type.Optional(
    Type.Literal('*', { description: 'Creates only: one that is there is not changed.' }),
  ),
})
const page = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, default: 100 })),
  cursor: Type.Optional(Type.String()),
}
/** Says whether a definition may name what no worker has announced yet. */
export const allowUnregistered = Type.Optional(
  Type.Boolean({
    description:
      'Takes `workflow` tasks whose workflow type is not registered, with a warning. Default: false.',
  }),
)
const writeProblems = [
  ...databaseProblems,
  'expressions-busy',
  'activity-definition-invalid',
  'activity-definition-exists',
] as const

export const createActivityDefinition = endpoint({
  id: 'createActivityDefinition',
  method: 'POST',
  path: '/activity-definitions',
  tag,
  summary: 'Create an activity definition',
  description:
    'A name that is taken by a definition which says the same is 200 with that one, so a create may be repeated; by one that says something else, 409.',
  scope: 'admin',
  query: closedObject({
    enabled: Type.Optional(
      Type.Boolean({ description: 'False: it is stored and matches nothing yet. Default: true.' }),
    ),
    allow_unregistered: allowUnregistered,
  }),
  body: ActivityDefinitionBody,
  responses: { 201: WrittenActivityDefinition, 200: WrittenActivityDefinition },
  problems: writeProblems,
  idempotent: true,
})

export const listActivityDefinitions = endpoint({
  id: 'listActivityDefinitions',
  method: 'GET',
  path: '/activity-definitions',
  tag,
  summary: 'List activity definitions by name',
  scope: 'read',
  query: closedObject({
    q: Type.Optional(
      Type.String({
        maxLength: 200,
        description: 'Text found in name, description or owner, whatever its case.',
      }),
    ),
    label: Type.Optional(Type.Array(LabelSelector, { maxItems: 20 })),
    trigger_kind: Type.Optional(oneOf(triggerKinds)),
    enabled: Type.Optional(Type.Boolean()),
    paused: Type.Optional(Type.Boolean()),
    last: Type.Optional(
      Type.Boolean({ description: 'True: says of each what came of it last. Default: false.' }),
    ),
    ...page,
  }),
  responses: {
    200: Type.Object({
      activity_definitions: Type.Array(ListedActivityDefinition),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: [...databaseProblems, 'cursor-invalid'],
  idempotent: true,
})

export const getActivityDefinition = endpoint({
  id: 'getActivityDefinition',
  method: 'GET',
  path: definitionPath,
  tag,
  summary: 'Describe an activity definition',
  scope: 'read',
  params: definitionParams,
  responses: { 200: ActivityDefinition },
  problems: [...databaseProblems, 'activity-definition-not-found'],
  idempotent: true,
})

export const putActivityDefinition = endpoint({
  id: 'putActivityDefinition',
  method: 'PUT',
  path: definitionPath,
  tag,
  summary: 'Create an activity definition, or make a new version of it',
  description:
    'A body that says what the version in force says makes no new version. By name it creates one that is not there; a definition is renamed by its id. Whether it is enabled or paused stays as it is. Runs that have begun go on with their version.',
  scope: 'admin',
  params: definitionParams,
  query: closedObject({ allow_unregistered: allowUnregistered }),
  headers: putHeaders,
  body: ActivityDefinitionBody,
  responses: { 200: WrittenActivityDefinition, 201: WrittenActivityDefinition },
  problems: [...writeProblems, 'activity-definition-not-found', 'activity-definition-changed'],
  idempotent: true,
})

export const deleteActivityDefinition = endpoint({
  id: 'deleteActivityDefinition',
  method: 'DELETE',
  path: definitionPath,
  tag,
  summary: 'Delete an activity definition',
  description:
    'Nothing addresses it any more. Its runs go on with the version they began with; they and the ledger stay until their retention ends.',
  scope: 'admin',
  params: definitionParams,
  headers: ifMatch,
  responses: { 204: null },
  problems: [...databaseProblems, 'activity-definition-not-found', 'activity-definition-changed'],
})

export const listActivityDefinitionVersions = endpoint({
  id: 'listActivityDefinitionVersions',
  method: 'GET',
  path: `${definitionPath}/versions`,
  tag,
  summary: 'List the versions of an activity definition, the newest first',
  scope: 'read',
  params: definitionParams,
  query: closedObject(page),
  responses: {
    200: Type.Object({
      versions: Type.Array(VersionSummary),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: [...databaseProblems, 'activity-definition-not-found', 'cursor-invalid'],
  idempotent: true,
})

const versionParams = closedObject({
  ...definitionParams.properties,
  version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
})

export const getActivityDefinitionVersion = endpoint({
  id: 'getActivityDefinitionVersion',
  method: 'GET',
  path: `${definitionPath}/versions/:version`,
  tag,
  summary: 'Show what an activity definition said in one version',
  scope: 'read',
  params: versionParams,
  responses: { 200: ActivityDefinitionVersion },
  problems: [
    ...databaseProblems,
    'activity-definition-not-found',
    'activity-definition-version-not-found',
  ],
  idempotent: true,
})

export const activateActivityDefinitionVersion = endpoint({
  id: 'activateActivityDefinitionVersion',
  method: 'POST',
  path: `${definitionPath}/versions/:version/activate`,
  tag,
  summary: 'Let an activity definition say again what it said in an earlier version',
  description:
    'Makes a new version equal to it, checked as any other. The version in force is answered as it is.',
  scope: 'admin',
  params: versionParams,
  query: closedObject({ allow_unregistered: allowUnregistered }),
  headers: ifMatch,
  responses: { 200: WrittenActivityDefinition },
  problems: [
    ...writeProblems,
    'activity-definition-not-found',
    'activity-definition-version-not-found',
    'activity-definition-changed',
  ],
  idempotent: true,
})

const setState = {
  method: 'POST',
  tag,
  params: definitionParams,
  responses: { 200: ActivityDefinition },
  problems: [...databaseProblems, 'activity-definition-not-found'],
  idempotent: true,
} as const

export const enableActivityDefinition = endpoint({
  ...setState,
  id: 'enableActivityDefinition',
  path: `${definitionPath}/enable`,
  summary: 'Let an activity definition match again',
  scope: 'admin',
})

export const disableActivityDefinition = endpoint({
  ...setState,
  id: 'disableActivityDefinition',
  path: `${definitionPath}/disable`,
  summary: 'Let an activity definition match nothing',
  description: 'Nothing is written about what it would have matched. Runs that have begun go on.',
  scope: 'admin',
})

export const pauseActivityDefinition = endpoint({
  ...setState,
  id: 'pauseActivityDefinition',
  path: `${definitionPath}/pause`,
  summary: 'Let an activity definition make no runs for now',
  description:
    'What events and calls would have made is in the ledger as `paused`; of a schedule, times that pass meanwhile do not come. One that is paused already keeps its reason, and since when. Runs that have begun go on.',
  scope: 'start',
  body: closedObject({ reason: Type.String({ minLength: 1, maxLength: 1_000 }) }),
})

export const validateActivityDefinition = endpoint({
  id: 'validateActivityDefinition',
  method: 'POST',
  path: '/activity-definitions/validate',
  tag,
  summary: 'Say everything that is wrong with an activity definition, and store nothing',
  description:
    'Takes any object, or a text of YAML. Faults of its shape are answered with the others, for the parts whose shape can be read.',
  scope: 'read',
  query: closedObject({ allow_unregistered: allowUnregistered }),
  body: Type.Union([Type.String(), JsonObject]),
  responses: {
    200: Type.Object({
      valid: Type.Boolean(),
      errors: Type.Array(DefinitionFinding),
      warnings: Warnings,
    }),
  },
  problems: [...databaseProblems, 'expressions-busy', 'malformed-yaml'],
  idempotent: true,
})
