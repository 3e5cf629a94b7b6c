import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { HumanTaskStatus } from '@temporal-registry/contract/human-tasks'
import type { Gateway } from '../session/gateway.tsx'
import { humanTasksKey } from './keys.ts'
import { whileFirstPage } from './while-first-page.ts'

type Asked = Pick<Gateway, 'client' | 'namespace'>

const pageSize = 50
/** No feed tells of human tasks. */
const everyMs = 4_000
const dayMs = 86_400_000

/** Whose tasks: named or in a group of theirs, by name only, by group only, everybody's. */
export const inboxes = ['me', 'name', 'group', 'all'] as const
export const humanTaskStates = ['open', 'decided', 'expired', 'cancelled', 'all'] as const
export const humanTaskDues = ['overdue', 'day'] as const

/** What a list of human tasks is narrowed by. */
export interface HumanTaskFilter {
  readonly inbox?: (typeof inboxes)[number] | undefined
  /** Absent: those that can be decided. */
  readonly state?: (typeof humanTaskStates)[number] | undefined
  readonly due?: (typeof humanTaskDues)[number] | undefined
  readonly group?: string | undefined
  readonly q?: string | undefined
}

const undecided = ['open', 'claimed'] as const satisfies readonly HumanTaskStatus[]

/** Human tasks, page by page; read again every few seconds while the first page is all that was read. */
export const humanTasksQuery = (
  { client, namespace }: Asked,
  filter: HumanTaskFilter,
  actor: string | undefined,
) =>
  infiniteQueryOptions({
    queryKey: humanTasksKey(namespace, 'list', filter, actor),
    queryFn: async ({ pageParam, signal }) => {
      const dueBefore = pageParam?.dueBefore ?? dueBeforeOf(filter, new Date())
      const page = await client.humanTasks.list(
        {
          ...narrowed(filter),
          ...{ due_before: dueBefore, cursor: pageParam?.cursor },
          ...{ limit: pageSize, count: true },
        },
        { actor, signal },
      )
      return { ...page, dueBefore }
    },
    initialPageParam: undefined as Place | undefined,
    getNextPageParam: ({ next_cursor: cursor, dueBefore }) =>
      cursor === undefined ? undefined : { cursor, dueBefore },
    placeholderData: keepPreviousData,
    refetchInterval: whileFirstPage(everyMs),
  })

/** Where the next page begins. It keeps the time that «due before» was counted from, so that all pages agree. */
interface Place {
  readonly cursor: string
  readonly dueBefore: string | undefined
}

function narrowed({ inbox = 'all', state = 'open', group, q }: HumanTaskFilter) {
  return {
    ...(inbox === 'all' ? {} : { assignee: 'me' }),
    ...(inbox === 'name' || inbox === 'group' ? { via: inbox } : {}),
    ...(state === 'all' ? {} : { status: state === 'open' ? [...undecided] : [state] }),
    ...{ group, q },
  }
}

function dueBeforeOf({ due }: HumanTaskFilter, now: Date): string | undefined {
  if (due === undefined) return undefined
  return new Date(now.getTime() + (due === 'day' ? dayMs : 0)).toISOString()
}

/** A human task with what was said and done about it. */
export const humanTaskQuery = ({ client, namespace }: Asked, id: string) =>
  queryOptions({
    queryKey: humanTasksKey(namespace, 'one', id),
    queryFn: ({ signal }) => client.humanTasks.get(id, { signal }),
    refetchInterval: ({ state }) => (state.data?.closed_at ? false : everyMs),
  })

/** How many human tasks wait for somebody. */
export const undecidedCountQuery = ({ client, namespace }: Asked) =>
  queryOptions({
    queryKey: humanTasksKey(namespace, 'count'),
    queryFn: async ({ signal }) =>
      (await client.humanTasks.list({ status: [...undecided], count: true, limit: 1 }, { signal }))
        .count ?? 0,
    refetchInterval: 15_000,
  })
