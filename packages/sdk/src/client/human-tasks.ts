import type { BodyOf, QueryOf, ResponseOf } from '@temporal-registry/contract/endpoint'
import {
  claimHumanTask,
  commentHumanTask,
  decideHumanTask,
  delegateHumanTask,
  getHumanTask,
  linkHumanTask,
  listHumanTasks,
  releaseHumanTask,
  type HumanTask,
  type HumanTaskSummary,
} from '@temporal-registry/contract/human-tasks'
import type { CallOptions, Loose } from './call.ts'
import type { Caller } from './caller.ts'
import { walkPages } from './pages.ts'

interface ActorOptions extends CallOptions {
  /** The person on whose behalf a token with the scope `admin` acts. Absent: the token's name. */
  readonly actor?: string | undefined
}

interface GuardedOptions extends ActorOptions {
  /** Of a task that was read: what changed since is refused with `human-task-changed`. */
  readonly version?: number | undefined
}

/**
 * Tasks that people decide. Each change is refused with `human-task-not-found` and `human-task-closed`.
 */
export interface HumanTasks {
  /** Answers one page, the newest first; `assignee: 'me'` is an inbox. */
  list(
    query?: Loose<QueryOf<typeof listHumanTasks>>,
    options?: ActorOptions,
  ): Promise<ResponseOf<typeof listHumanTasks>>
  /** Walks all that match, page by page. */
  all(
    query?: Loose<QueryOf<typeof listHumanTasks>>,
    options?: ActorOptions,
  ): AsyncGenerator<HumanTaskSummary, void, undefined>
  /** @throws `human-task-not-found` */
  get(id: string, options?: CallOptions): Promise<HumanTask>
  /** Takes it, so that nobody else decides it meanwhile. @throws `human-task-claimed`, `not-for-you` */
  claim(id: string, options?: GuardedOptions): Promise<HumanTask>
  /** Gives it back. @throws `human-task-claimed` when somebody else has it */
  release(id: string, options?: GuardedOptions): Promise<HumanTask>
  /** Hands it to somebody. @throws `human-task-claimed`, `not-for-you` */
  delegate(
    id: string,
    body: Loose<BodyOf<typeof delegateHumanTask>>,
    options?: ActorOptions,
  ): Promise<HumanTask>
  /** Says something without deciding. */
  comment(id: string, comment: string, options?: ActorOptions): Promise<HumanTask>
  /** @throws `human-task-claimed`, `not-for-you`, `self-approval-refused`, `decision-invalid` */
  decide(
    id: string,
    body: Loose<BodyOf<typeof decideHumanTask>>,
    options?: ActorOptions,
  ): Promise<HumanTask>
  /** Makes links that decide without a token, once, as who asks. @throws `not-for-you` */
  links(
    id: string,
    options?: ActorOptions & { readonly expiresInSeconds?: number | undefined },
  ): Promise<ResponseOf<typeof linkHumanTask>>
}

const pageSize = 200

export function createHumanTasks({ call }: Caller): HumanTasks {
  const list: HumanTasks['list'] = (query, { actor, ...options } = {}) =>
    call(listHumanTasks, { query, headers: { 'x-actor': actor }, ...options })
  const of = (id: string, actor: string | undefined) => ({
    params: { human_task_id: id },
    headers: { 'x-actor': actor },
  })

  return {
    list,
    all: (query, options) =>
      walkPages(
        (cursor) => list({ limit: pageSize, ...query, ...(cursor ? { cursor } : {}) }, options),
        (page) => page.human_tasks,
      ),
    get: (id, options) => call(getHumanTask, { params: { human_task_id: id }, ...options }),
    claim: (id, { actor, version, ...options } = {}) =>
      call(claimHumanTask, { ...of(id, actor), body: { version }, ...options }),
    release: (id, { actor, version, ...options } = {}) =>
      call(releaseHumanTask, { ...of(id, actor), body: { version }, ...options }),
    delegate: (id, body, { actor, ...options } = {}) =>
      call(delegateHumanTask, { ...of(id, actor), body, ...options }),
    comment: (id, comment, { actor, ...options } = {}) =>
      call(commentHumanTask, { ...of(id, actor), body: { comment }, ...options }),
    decide: (id, body, { actor, ...options } = {}) =>
      call(decideHumanTask, { ...of(id, actor), body, ...options }),
    links: (id, { actor, expiresInSeconds: expires_in_seconds, ...options } = {}) =>
      call(linkHumanTask, { ...of(id, actor), body: { expires_in_seconds }, ...options }),
  }
}
