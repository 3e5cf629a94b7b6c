export { createClient, type Client, type ClientOptions } from './client.ts'
export { ApiError, isApiError, type ApiErrorCode, type ApiErrorFacts } from './api-error.ts'
export { UnusableValueError } from './unusable-value-error.ts'
export { defaultRetryPolicy, type RetryPolicy } from './retry.ts'
export type { Backoff } from '../backoff.ts'
export type { Answer, CallArguments, CallInput, CallOptions, Loose } from './call.ts'
export type { Caller, RawRequest } from './caller.ts'
export type { Fetch, HttpAnswer } from './transport.ts'
export type { UrlQuery, UrlValue } from './url.ts'
export type { IdempotencyKey } from './idempotency-key.ts'
export type { BatchStartOptions, KeyedOptions, Starts, UpdateWithStartResult } from './starts.ts'
export type {
  GetOptions,
  PutOptions,
  StartAndWaitOptions,
  Started,
  StartOptions,
  Workflows,
} from './workflows.ts'
export type { KeyedMessageOptions, MessageOptions, RunOptions, Runs, UpdateAnswer } from './runs.ts'
export type { WaitForResult } from './result.ts'
export type { ChangesOptions, FeedItem } from './changes.ts'
export type { RunEventsOptions } from './run-events.ts'
export type { CreatedSchedule, ReadSchedule, Schedules } from './schedules.ts'
export type { Orphans } from './orphans.ts'
export type { TaskQueues, Workers } from './workers.ts'
export type { WorkflowIds } from './workflow-ids.ts'
export type { SearchAttributes } from './search-attributes.ts'
export type { ActivityDefinitions, ReadActivityDefinition } from './activity-definitions.ts'
export type { ActivityBackfills, WaitForBackfill } from './activity-backfills.ts'
export type { ActivityRuns, Tasks, Triggers, WaitForEnd } from './activity-runs.ts'
export type { HumanTasks } from './human-tasks.ts'
export type { Monitors } from './monitors.ts'
export type { Secrets } from './secrets.ts'
export type { Channels } from './channels.ts'
export type { Deliveries } from './deliveries.ts'
export type { Events } from './events.ts'
export type { EventSources } from './event-sources.ts'
export type { Administration } from './administration.ts'
