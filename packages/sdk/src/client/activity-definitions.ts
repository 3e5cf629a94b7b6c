import {
  resumeActivityDefinition,
  type Recovery,
  type ResumedActivityDefinition,
} from '@temporal-registry/contract/activity-backfills'
import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import {
  exportActivityDefinitions,
  importActivityDefinitions,
} from '@temporal-registry/contract/activity-definition-transfer'
import {
  activateActivityDefinitionVersion,
  createActivityDefinition,
  deleteActivityDefinition,
  disableActivityDefinition,
  enableActivityDefinition,
  getActivityDefinition,
  getActivityDefinitionVersion,
  listActivityDefinitions,
  listActivityDefinitionVersions,
  pauseActivityDefinition,
  putActivityDefinition,
  validateActivityDefinition,
  type ActivityDefinition,
  type ActivityDefinitionSummary,
  type ActivityDefinitionVersion,
  type WrittenActivityDefinition,
} from '@temporal-registry/contract/activity-definitions'
import {
  dryRunActivityDefinition,
  type DryRun,
  type DryRunBody,
} from '@temporal-registry/contract/activity-dry-run'
import { listUpcomingActivityTimes } from '@temporal-registry/contract/activity-schedules'
import type { BodyOf, QueryOf, ResponseOf } from '@temporal-registry/contract/endpoint'
import type { CallOptions, Loose } from './call.ts'
import type { Caller } from './caller.ts'
import { walkPages } from './pages.ts'

/** A definition as it stands, and what an `etag` option takes. */
export type ReadActivityDefinition = ActivityDefinition & { readonly etag: string }

interface CheckedOptions extends CallOptions {
  /** Takes tasks whose workflow type is not registered, with a warning. */
  readonly allowUnregistered?: boolean | undefined
}

interface GuardedOptions extends CallOptions {
  /** Of a definition that was read: what changed since is refused with `activity-definition-changed`. */
  readonly etag?: string | undefined
}

/**
 * Activity definitions: when something happens, what is looked at, and what is made of it. `definition` is
 * a name or an id.
 */
export interface ActivityDefinitions {
  /** Creates one. @throws `activity-definition-invalid`, `activity-definition-exists` */
  create(
    body: Loose<ActivityDefinitionBody>,
    options?: CheckedOptions & { readonly enabled?: boolean | undefined },
  ): Promise<WrittenActivityDefinition>
  /** Makes a new version, or creates it by name. @throws as `create`, `activity-definition-changed` */
  put(
    definition: string,
    body: Loose<ActivityDefinitionBody>,
    options?: CheckedOptions & GuardedOptions,
  ): Promise<WrittenActivityDefinition>
  /** @throws `activity-definition-not-found` */
  get(definition: string, options?: CallOptions): Promise<ReadActivityDefinition>
  /** @throws `activity-definition-not-found`, `activity-definition-changed` */
  delete(definition: string, options?: GuardedOptions): Promise<void>
  /** Answers one page, by name. */
  list(
    query?: Loose<QueryOf<typeof listActivityDefinitions>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listActivityDefinitions>>
  /** Walks all that match, page by page. */
  all(
    query?: Loose<QueryOf<typeof listActivityDefinitions>>,
    options?: CallOptions,
  ): AsyncGenerator<ActivityDefinitionSummary, void, undefined>
  /** Answers one page of versions, the newest first. @throws `activity-definition-not-found` */
  versions(
    definition: string,
    query?: Loose<QueryOf<typeof listActivityDefinitionVersions>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listActivityDefinitionVersions>>
  /** @throws `activity-definition-version-not-found` */
  getVersion(
    definition: string,
    version: number,
    options?: CallOptions,
  ): Promise<ActivityDefinitionVersion>
  /** Makes a new version that says what an earlier one said. @throws as `put` and `getVersion` */
  activate(
    definition: string,
    version: number,
    options?: CheckedOptions & GuardedOptions,
  ): Promise<WrittenActivityDefinition>
  /** Lets it match again. @throws `activity-definition-not-found` */
  enable(definition: string, options?: CallOptions): Promise<ActivityDefinition>
  /** Lets it match nothing. @throws `activity-definition-not-found` */
  disable(definition: string, options?: CallOptions): Promise<ActivityDefinition>
  /** Lets it make no runs for now. @throws `activity-definition-not-found` */
  pause(definition: string, reason: string, options?: CallOptions): Promise<ActivityDefinition>
  /**
   * Lets it make runs again; of a schedule, `recover` says for which of the times that passed meanwhile.
   *
   * @throws `activity-definition-not-found`, `activity-definition-inactive`, `backfill-too-large`
   */
  resume(
    definition: string,
    options?: CallOptions & { readonly recover?: Recovery | undefined },
  ): Promise<ResumedActivityDefinition>
  /** Lists the times at which it fires, from now unless told otherwise. @throws `activity-definition-unscheduled` */
  upcoming(
    definition: string,
    query?: Loose<QueryOf<typeof listUpcomingActivityTimes>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listUpcomingActivityTimes>>
  /** Says everything that is wrong with a definition, as JSON or as a text of YAML; stores nothing. */
  validate(
    body: Loose<BodyOf<typeof validateActivityDefinition>>,
    options?: CheckedOptions,
  ): Promise<ResponseOf<typeof validateActivityDefinition>>
  /**
   * Says what a definition, stored or not, would make of an event or a call; nothing is stored or started.
   *
   * @throws `activity-definition-invalid`, `event-not-found`
   */
  dryRun(body: Loose<DryRunBody>, options?: CallOptions): Promise<DryRun>
  /** Writes all, or those with labels, as YAML. */
  export(
    query?: Loose<QueryOf<typeof exportActivityDefinitions>>,
    options?: CallOptions,
  ): Promise<string>
  /** Stores what `export` wrote, or one definition or a list of them, as JSON or as a text of YAML. */
  import(
    document: BodyOf<typeof importActivityDefinitions>,
    options?: CheckedOptions & { readonly dryRun?: boolean | undefined },
  ): Promise<ResponseOf<typeof importActivityDefinitions>>
}

const pageSize = 200

export function createActivityDefinitions({ call, send }: Caller): ActivityDefinitions {
  const list: ActivityDefinitions['list'] = (query, options) =>
    call(listActivityDefinitions, { query, ...options })

  return {
    list,
    create: (body, { enabled, allowUnregistered: allow_unregistered, ...options } = {}) =>
      call(createActivityDefinition, { query: { enabled, allow_unregistered }, body, ...options }),
    put: (definition, body, { etag, allowUnregistered: allow_unregistered, ...options } = {}) =>
      call(putActivityDefinition, {
        params: { definition },
        query: { allow_unregistered },
        headers: { 'if-match': etag },
        body,
        ...options,
      }),
    async get(definition, options) {
      const answer = await send(getActivityDefinition, { params: { definition }, ...options })
      return { ...answer.body, etag: answer.headers.get('etag') ?? '' }
    },
    async delete(definition, { etag, ...options } = {}) {
      const headers = { 'if-match': etag }
      await call(deleteActivityDefinition, { params: { definition }, headers, ...options })
    },
    all: (query, options) =>
      walkPages(
        (cursor) => list({ limit: pageSize, ...query, ...(cursor ? { cursor } : {}) }, options),
        (page) => page.activity_definitions,
      ),
    versions: (definition, query, options) =>
      call(listActivityDefinitionVersions, { params: { definition }, query, ...options }),
    getVersion: (definition, version, options) =>
      call(getActivityDefinitionVersion, { params: { definition, version }, ...options }),
    activate: (
      definition,
      version,
      { etag, allowUnregistered: allow_unregistered, ...options } = {},
    ) =>
      call(activateActivityDefinitionVersion, {
        params: { definition, version },
        query: { allow_unregistered },
        headers: { 'if-match': etag },
        ...options,
      }),
    enable: (definition, options) =>
      call(enableActivityDefinition, { params: { definition }, ...options }),
    disable: (definition, options) =>
      call(disableActivityDefinition, { params: { definition }, ...options }),
    pause: (definition, reason, options) =>
      call(pauseActivityDefinition, { params: { definition }, body: { reason }, ...options }),
    resume: (definition, { recover, ...options } = {}) =>
      call(resumeActivityDefinition, { params: { definition }, body: { recover }, ...options }),
    upcoming: (definition, query, options) =>
      call(listUpcomingActivityTimes, { params: { definition }, query, ...options }),
    validate: (body, { allowUnregistered: allow_unregistered, ...options } = {}) =>
      call(validateActivityDefinition, { query: { allow_unregistered }, body, ...options }),
    dryRun: (body, options) => call(dryRunActivityDefinition, { body, ...options }),
    export: (query, options) => call(exportActivityDefinitions, { query, ...options }),
    import: (body, { dryRun: dry_run, allowUnregistered: allow_unregistered, ...options } = {}) =>
      call(importActivityDefinitions, { query: { dry_run, allow_unregistered }, body, ...options }),
  }
}
