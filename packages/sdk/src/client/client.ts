import type { ResponseOf } from '@temporal-registry/contract/endpoint'
import { getHealth, getReadiness } from '@temporal-registry/contract/health'
import { listNamespaces } from '@temporal-registry/contract/namespaces'
import { getRegistryStatus } from '@temporal-registry/contract/registry'
import { getSession } from '@temporal-registry/contract/session'
import type { CallOptions } from './call.ts'
import { createActivityBackfills, type ActivityBackfills } from './activity-backfills.ts'
import { createActivityDefinitions, type ActivityDefinitions } from './activity-definitions.ts'
import {
  createActivityRuns,
  createTasks,
  createTriggers,
  type ActivityRuns,
  type Tasks,
  type Triggers,
} from './activity-runs.ts'
import { createAdministration, type Administration } from './administration.ts'
import { createCaller, type Caller } from './caller.ts'
import { createChannels, type Channels } from './channels.ts'
import { createEventSources, type EventSources } from './event-sources.ts'
import { createDeliveries, type Deliveries } from './deliveries.ts'
import { createEvents, type Events } from './events.ts'
import { createHumanTasks, type HumanTasks } from './human-tasks.ts'
import { createMonitors, type Monitors } from './monitors.ts'
import { createOrphans, type Orphans } from './orphans.ts'
import { defaultRetryPolicy, type RetryPolicy } from './retry.ts'
import { streamChanges, type ChangesOptions, type FeedItem } from './changes.ts'
import { streamEvents } from './run-events.ts'
import { createRuns, type Runs } from './runs.ts'
import { createSchedules, type Schedules } from './schedules.ts'
import { createSearchAttributes, type SearchAttributes } from './search-attributes.ts'
import { createSecrets, type Secrets } from './secrets.ts'
import type { Fetch, Transport } from './transport.ts'
import { UnusableValueError } from './unusable-value-error.ts'
import { toBaseUrl } from './url.ts'
import { createTaskQueues, createWorkers, type TaskQueues, type Workers } from './workers.ts'
import { createWorkflowIds, type WorkflowIds } from './workflow-ids.ts'
import { createWorkflows, type Workflows } from './workflows.ts'

/** Where the gateway is and how to speak with it. */
export interface ClientOptions {
  /** Base URL of the gateway, with a path where a proxy adds one. Empty: the page's own origin. */
  readonly url: string
  /** Bearer token; none is sent when absent or empty. */
  readonly token?: string | undefined
  /** Which of the namespaces that the gateway serves. Empty or absent: its default one. */
  readonly namespace?: string | undefined
  /** Replaces the global `fetch`. */
  readonly fetch?: Fetch | undefined
  /** Changes parts of the retry policy; `false` sends every request once. */
  readonly retry?: Partial<RetryPolicy> | false | undefined
  /** How long one try may take, beside what it asks the gateway to wait. Default: 30 s. */
  readonly timeoutMs?: number | undefined
}

/** The gateway's HTTP API: named methods by noun, and `call` for any endpoint of the contract. */
export interface Client extends Caller {
  readonly workflows: Workflows
  readonly runs: Runs
  readonly schedules: Schedules
  readonly workers: Workers
  readonly taskQueues: TaskQueues
  readonly orphans: Orphans
  readonly workflowIds: WorkflowIds
  readonly searchAttributes: SearchAttributes
  readonly activityDefinitions: ActivityDefinitions
  readonly activityBackfills: ActivityBackfills
  readonly activityRuns: ActivityRuns
  readonly tasks: Tasks
  readonly triggers: Triggers
  readonly humanTasks: HumanTasks
  readonly monitors: Monitors
  readonly secrets: Secrets
  readonly channels: Channels
  readonly deliveries: Deliveries
  readonly events: Events
  readonly eventSources: EventSources
  readonly administration: Administration
  /**
   * Follows what changes in the registry, on whichever replica; connects again after the last item seen.
   *
   * @example
   * for await (const item of client.changes({ kind: ['type.status'] })) {
   *   if (item.event === 'change') console.log(item.change.workflow_type, item.change.state)
   *   else await readEverything({ min_revision: item.start.revision })
   * }
   */
  changes(options?: ChangesOptions): AsyncGenerator<FeedItem, void, undefined>
  /** Counts what is registered and says how fresh the gateway's view is. */
  status(options?: CallOptions): Promise<ResponseOf<typeof getRegistryStatus>>
  /**
   * Says who the client's token is and what it may do; `caller` is null where a token is needed and none was
   * given. @throws `unauthorized` for a token that is not known.
   */
  session(options?: CallOptions): Promise<ResponseOf<typeof getSession>>
  /** Lists the namespaces that the gateway serves, and whether each can be used. */
  namespaces(options?: CallOptions): Promise<ResponseOf<typeof listNamespaces>>
  /** Says that the gateway's process is alive. */
  health(options?: CallOptions): Promise<ResponseOf<typeof getHealth>>
  /** Says whether the gateway can serve the client's namespace; resolves with `not_ready` and its parts when it cannot. */
  ready(options?: CallOptions): Promise<ResponseOf<typeof getReadiness>>
}

const defaultTimeoutMs = 30_000

/**
 * Creates a client. It holds no connection and needs no closing.
 *
 * @throws UnusableValueError, a TypeError, when `url` or `token` cannot be used.
 * @example
 * const client = createClient({ url: 'http://127.0.0.1:8080' })
 * const run = await client.workflows.start('invoice.send', { input: { invoice: 4711 } })
 */
export function createClient(options: ClientOptions): Client {
  const { retry, timeoutMs = defaultTimeoutMs } = options
  const transport: Transport = {
    baseUrl: toBaseUrl(options.url),
    token: toToken(options.token),
    namespace: options.namespace?.trim() || undefined,
    // Looked up at each call: browsers want `fetch` called on the global object.
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
  }
  const policy: RetryPolicy = {
    ...defaultRetryPolicy,
    ...(retry === false ? { attempts: 1 } : retry),
  }
  const caller = createCaller({ transport, policy, timeoutMs })
  const streamParts = { ...caller, transport, policy, timeoutMs }

  return {
    ...caller,
    workflows: createWorkflows(caller),
    runs: createRuns(caller, (workflowId, eventsOptions) =>
      streamEvents(streamParts, workflowId, eventsOptions),
    ),
    changes: (changesOptions) => streamChanges(streamParts, changesOptions),
    schedules: createSchedules(caller),
    workers: createWorkers(caller),
    taskQueues: createTaskQueues(caller),
    orphans: createOrphans(caller),
    workflowIds: createWorkflowIds(caller),
    searchAttributes: createSearchAttributes(caller),
    activityDefinitions: createActivityDefinitions(caller),
    activityBackfills: createActivityBackfills(caller),
    activityRuns: createActivityRuns(caller),
    tasks: createTasks(caller),
    triggers: createTriggers(caller),
    humanTasks: createHumanTasks(caller),
    monitors: createMonitors(caller),
    secrets: createSecrets(caller),
    channels: createChannels(caller),
    deliveries: createDeliveries(caller),
    events: createEvents(caller),
    eventSources: createEventSources(caller),
    administration: createAdministration(caller),
    status: (callOptions) => caller.call(getRegistryStatus, { ...callOptions }),
    session: (callOptions) => caller.call(getSession, { ...callOptions }),
    namespaces: (callOptions) => caller.call(listNamespaces, { ...callOptions }),
    health: (callOptions) => caller.call(getHealth, { ...callOptions }),
    ready: (callOptions) => caller.call(getReadiness, { ...callOptions }),
  }
}

function toToken(token: string | undefined): string | undefined {
  const trimmed = token?.trim()
  // Checked here because the message of `Headers` would show the token.
  if (trimmed && !/^[\x21-\x7e]+$/.test(trimmed))
    throw new UnusableValueError('The token has characters that a header cannot carry')
  return trimmed || undefined
}
