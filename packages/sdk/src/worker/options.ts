import type { WorkerRegistration } from '@temporal-registry/contract/workers'
import type { WorkflowSpec } from '@temporal-registry/contract/workflow-spec'
import { createClient, type Client, type Fetch } from '../client/index.ts'
import { version } from '../version.ts'
import { makeWorkerId, readGateway } from './config.ts'
import type { AnnouncementState } from './state.ts'

/** A workflow type as a worker announces it; its task queue is the worker's unless it names another. */
export type AnnouncedWorkflow = Omit<WorkflowSpec, 'task_queue'> & { task_queue?: string }

/** What an announcement writes its few lines to. Temporal's `Logger` is one. */
export interface AnnouncementLogger {
  info(message: string, meta?: Record<string, unknown>): void
  warn(message: string, meta?: Record<string, unknown>): void
  error(message: string, meta?: Record<string, unknown>): void
}

/** What is announced, and to whom. */
export interface AnnounceOptions {
  /** Task queue that the worker polls. */
  readonly taskQueue: string
  /** The workflow types it runs. */
  readonly workflows: readonly AnnouncedWorkflow[]
  /** Base URL of the gateway. Default: `TEMPORAL_REGISTRY_URL`, else `http://127.0.0.1:8080`. */
  readonly url?: string | undefined
  /** Bearer token. Default: `TEMPORAL_REGISTRY_TOKEN`. */
  readonly token?: string | undefined
  /**
   * Namespace that the worker polls, where the gateway serves several. Default:
   * `TEMPORAL_REGISTRY_NAMESPACE`, else the gateway's default one.
   */
  readonly namespace?: string | undefined
  /** Default: `<hostname>-<pid>-<random>`. */
  readonly workerId?: string | undefined
  /** How long the lease lasts without a heartbeat. Default: the gateway's, 60 s. */
  readonly ttlSeconds?: number | undefined
  readonly environment?: string | undefined
  readonly labels?: Record<string, string> | undefined
  /** Build of the worker. */
  readonly version?: string | undefined
  /** SDK the worker is built with. Default: this package and its version. */
  readonly sdk?: string | undefined
  /** Default: silent, or the worker's own logger in `runRegistered`. */
  readonly logger?: AnnouncementLogger | undefined
  /** Called at each change of `Announcement.state`. What it throws is logged. */
  readonly onStateChange?:
    | ((state: AnnouncementState, before: AnnouncementState) => void)
    | undefined
  /** Replaces the global `fetch`. */
  readonly fetch?: Fetch | undefined
}

/** The options with every default in place. */
export interface AnnouncementParts {
  readonly client: Client
  readonly url: string
  readonly workerId: string
  readonly registration: WorkerRegistration
  readonly logger: AnnouncementLogger
  readonly onStateChange: (state: AnnouncementState, before: AnnouncementState) => void
}

const silent: AnnouncementLogger = { info() {}, warn() {}, error() {} }

/** @throws TypeError when the gateway's URL or the token cannot be used. */
export function toParts(options: AnnounceOptions): AnnouncementParts {
  const gateway = readGateway()
  const url = options.url || gateway.url
  const token = options.token ?? gateway.token
  const namespace = options.namespace ?? gateway.namespace
  return {
    client: createClient({ url, token, namespace, fetch: options.fetch, retry: false }),
    url,
    workerId: options.workerId || makeWorkerId(),
    registration: toRegistration(options),
    logger: options.logger ?? silent,
    onStateChange: options.onStateChange ?? (() => {}),
  }
}

function toRegistration({
  taskQueue,
  workflows,
  ttlSeconds,
  ...options
}: AnnounceOptions): WorkerRegistration {
  const { environment, labels, version: build } = options
  return {
    task_queue: taskQueue,
    workflows: workflows.map((workflow) => ({ task_queue: taskQueue, ...workflow })),
    sdk: options.sdk ?? `temporal-registry-sdk/${version}`,
    ...(ttlSeconds === undefined ? {} : { ttl_seconds: ttlSeconds }),
    ...(environment === undefined ? {} : { environment }),
    ...(labels === undefined ? {} : { labels }),
    ...(build === undefined ? {} : { version: build }),
  }
}
