import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { TriggerKind } from '@temporal-registry/contract/activity-definition'
import type { RunStatus } from '@temporal-registry/contract/activity-runs'
import type { TriggerOutcome, TriggerRecord } from '@temporal-registry/contract/triggers'
import type { Gateway } from '../session/gateway.tsx'
import { activitiesKey } from './keys.ts'
import { whileFirstPage } from './while-first-page.ts'

type Asked = Pick<Gateway, 'client' | 'namespace'>

/** No feed tells of what comes of triggers. */
const everyMs = 4_000
const pageSize = 50
const firstPage = undefined as string | undefined

/** How a definition stands, as lists are narrowed by it. */
export const definitionStates = ['active', 'paused', 'disabled'] as const
export type DefinitionState = (typeof definitionStates)[number]

export interface DefinitionFilter {
  readonly q?: string | undefined
  readonly label?: string | undefined
  readonly state?: DefinitionState | undefined
  readonly trigger_kind?: TriggerKind | undefined
}

const stateFilters = {
  active: { enabled: true, paused: false },
  paused: { paused: true },
  disabled: { enabled: false },
} as const

export const definitionsQuery = ({ client, namespace }: Asked, filter: DefinitionFilter) =>
  infiniteQueryOptions({
    queryKey: activitiesKey(namespace, 'definitions', filter),
    queryFn: ({ pageParam, signal }) => {
      const { label, state, ...rest } = filter
      return client.activityDefinitions.list(
        {
          ...rest,
          ...(state ? stateFilters[state] : {}),
          label: label === undefined ? undefined : [label],
          ...{ last: true, limit: pageSize, cursor: pageParam },
        },
        { signal },
      )
    },
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: whileFirstPage(everyMs),
  })

/** Names to choose from: as many as a list of choices is of use with. */
export const definitionNamesQuery = ({ client, namespace }: Asked) =>
  queryOptions({
    queryKey: activitiesKey(namespace, 'names'),
    queryFn: async ({ signal }) => {
      const page = await client.activityDefinitions.list({ limit: 1_000 }, { signal })
      return page.activity_definitions.map(({ id, name }) => ({ value: id, label: name }))
    },
    staleTime: 30_000,
  })

export const definitionQuery = ({ client, namespace }: Asked, definition: string) =>
  queryOptions({
    queryKey: activitiesKey(namespace, 'definition', definition),
    queryFn: ({ signal }) => client.activityDefinitions.get(definition, { signal }),
    refetchInterval: 10_000,
  })

export const versionsQuery = ({ client, namespace }: Asked, definition: string) =>
  queryOptions({
    queryKey: activitiesKey(namespace, 'definition', definition, 'versions'),
    queryFn: async ({ signal }) =>
      (await client.activityDefinitions.versions(definition, { limit: 100 }, { signal })).versions,
  })

/** What a version says, which never changes. */
export const versionQuery = ({ client, namespace }: Asked, definition: string, version: number) =>
  queryOptions({
    queryKey: activitiesKey(namespace, 'version', definition, version),
    queryFn: ({ signal }) => client.activityDefinitions.getVersion(definition, version, { signal }),
    staleTime: 60_000,
    enabled: version > 0,
  })

/** The next times of a definition on a clock. */
export const upcomingQuery = ({ client, namespace }: Asked, definition: string, limit: number) =>
  queryOptions({
    queryKey: activitiesKey(namespace, 'upcoming', definition, limit),
    queryFn: ({ signal }) => client.activityDefinitions.upcoming(definition, { limit }, { signal }),
    staleTime: 20_000,
    refetchInterval: 60_000,
  })

export const backfillsQuery = ({ client, namespace }: Asked, definition: string) =>
  queryOptions({
    queryKey: activitiesKey(namespace, 'definition', definition, 'backfills'),
    queryFn: async ({ signal }) =>
      (await client.activityBackfills.list(definition, { limit: 20 }, { signal })).backfills,
    refetchInterval: (query) =>
      query.state.data?.some(({ status }) => status === 'running') ? 1_000 : 10_000,
  })

export interface LedgerFilter {
  readonly definition?: string | undefined
  readonly outcome?: TriggerOutcome | undefined
  readonly kind?: TriggerRecord['trigger_kind'] | undefined
  readonly key?: string | undefined
  readonly event?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

export const ledgerQuery = ({ client, namespace }: Asked, filter: LedgerFilter) =>
  infiniteQueryOptions({
    queryKey: activitiesKey(namespace, 'ledger', filter),
    queryFn: ({ pageParam, signal }) =>
      client.triggers.list(
        {
          definition_id: filter.definition,
          outcome: filter.outcome === undefined ? undefined : [filter.outcome],
          trigger_kind: filter.kind,
          occurrence_key: filter.key,
          event_id: filter.event,
          from: filter.from,
          to: filter.to,
          ...{ limit: pageSize, cursor: pageParam },
        },
        { signal },
      ),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: whileFirstPage(everyMs),
  })

export interface ActivityRunFilter {
  readonly definition?: string | undefined
  readonly status?: RunStatus | undefined
  readonly kind?: TriggerRecord['trigger_kind'] | undefined
}

export const activityRunsQuery = ({ client, namespace }: Asked, filter: ActivityRunFilter) =>
  infiniteQueryOptions({
    queryKey: activitiesKey(namespace, 'runs', filter),
    queryFn: ({ pageParam, signal }) =>
      client.activityRuns.list(
        {
          definition_id: filter.definition,
          status: filter.status === undefined ? undefined : [filter.status],
          trigger_kind: filter.kind,
          ...{ limit: pageSize, cursor: pageParam },
        },
        { signal },
      ),
    initialPageParam: firstPage,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: whileFirstPage(everyMs),
  })

/** A run with all that is kept of it: read again while it goes on. */
export const activityRunQuery = ({ client, namespace }: Asked, id: string) =>
  queryOptions({
    queryKey: activitiesKey(namespace, 'run', id),
    queryFn: ({ signal }) => client.activityRuns.get(id, { signal }),
    refetchInterval: (query) => (query.state.data?.finished_at === null ? 1_000 : false),
  })
