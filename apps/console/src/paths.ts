import { linkOptions } from '@tanstack/react-router'
import type { RunStatus } from '@temporal-registry/contract/runs'
import type { ActivityRunFilter, DefinitionFilter, LedgerFilter } from './queries/activities.ts'
import type { EventFilter } from './queries/events.ts'
import type { DeliveryFilter } from './queries/messages.ts'
import type { AlertFilter, MonitorFilter } from './queries/monitors.ts'
import type { HumanTaskFilter } from './queries/human-tasks.ts'
import type { TypeFilter } from './queries/registry.ts'
import type { ScheduleFilter } from './queries/schedules.ts'

/** The only maker of addresses. What is undefined is left out; the namespace goes along by itself. */
export const paths = {
  overview: () => linkOptions({ to: '/' }),
  workflows: (search: TypeFilter = {}) => linkOptions({ to: '/workflows', search }),
  workflow: (workflowType: string) =>
    linkOptions({ to: '/workflows/$workflowType', params: { workflowType } }),
  start: (workflowType: string, search: StartBeginning = {}) =>
    linkOptions({ to: '/workflows/$workflowType/start', params: { workflowType }, search }),
  runs: (search: RunFilter = {}) => linkOptions({ to: '/runs', search }),
  run: (workflowId: string, runId?: string) =>
    linkOptions({ to: '/runs/$workflowId', params: { workflowId }, search: { run_id: runId } }),
  schedules: (search: ScheduleFilter = {}) => linkOptions({ to: '/schedules', search }),
  schedule: (scheduleId: string, search: { backfill?: string | undefined } = {}) =>
    linkOptions({ to: '/schedules/$scheduleId', params: { scheduleId }, search }),
  editSchedule: (scheduleId: string) =>
    linkOptions({ to: '/schedules/$scheduleId/edit', params: { scheduleId } }),
  newSchedule: (workflowType?: string) =>
    linkOptions({ to: '/new-schedule', search: { workflow_type: workflowType } }),
  monitors: (search: MonitorFilter = {}) => linkOptions({ to: '/monitors', search }),
  monitor: (monitor: string) => linkOptions({ to: '/monitors/$monitor', params: { monitor } }),
  newMonitor: (template?: string) => linkOptions({ to: '/new-monitor', search: { template } }),
  editMonitor: (monitor: string) =>
    linkOptions({ to: '/monitors/$monitor/edit', params: { monitor } }),
  alerts: (search: AlertFilter = {}) => linkOptions({ to: '/alerts', search }),
  channels: () => linkOptions({ to: '/channels' }),
  channel: (channel: string) => linkOptions({ to: '/channels/$channel', params: { channel } }),
  newChannel: () => linkOptions({ to: '/new-channel' }),
  editChannel: (channel: string) =>
    linkOptions({ to: '/channels/$channel/edit', params: { channel } }),
  deliveries: (search: DeliveryFilter = {}) => linkOptions({ to: '/deliveries', search }),
  delivery: (delivery: string) =>
    linkOptions({ to: '/deliveries/$delivery', params: { delivery } }),
  humanTasks: (search: HumanTaskFilter = {}) => linkOptions({ to: '/human-tasks', search }),
  humanTask: (humanTaskId: string, search: HumanTaskFilter = {}) =>
    linkOptions({ to: '/human-tasks/$humanTaskId', params: { humanTaskId }, search }),
  workers: () => linkOptions({ to: '/workers' }),
  activities: (search: DefinitionFilter = {}) => linkOptions({ to: '/activities', search }),
  newActivity: (search: { template?: string | undefined } = {}) =>
    linkOptions({ to: '/activities/new', search }),
  activity: (definition: string, search: DefinitionView = {}) =>
    linkOptions({ to: '/activities/definitions/$definition', params: { definition }, search }),
  editActivity: (definition: string) =>
    linkOptions({ to: '/activities/definitions/$definition/edit', params: { definition } }),
  activityRuns: (search: ActivityRunFilter = {}) => linkOptions({ to: '/activities/runs', search }),
  activityRun: (runId: string) => linkOptions({ to: '/activities/runs/$runId', params: { runId } }),
  events: (search: EventFilter = {}) => linkOptions({ to: '/activities/events', search }),
  newEvent: (search: { like?: string | undefined } = {}) =>
    linkOptions({ to: '/activities/events/new', search }),
  event: (eventId: string) =>
    linkOptions({ to: '/activities/events/$eventId', params: { eventId } }),
  eventSources: () => linkOptions({ to: '/activities/sources' }),
  ledger: (search: LedgerFilter = {}) => linkOptions({ to: '/activities/ledger', search }),
  administration: (tab?: AdminTab) => linkOptions({ to: '/administration', search: { tab } }),
}

/** What the form of a start begins with: an example of the type, or the input of an earlier run. */
interface StartBeginning {
  readonly example?: string | undefined
  readonly run?: string | undefined
  readonly run_id?: string | undefined
}

/** What a list of runs is narrowed by. */
export interface RunFilter {
  readonly workflow_type?: string | undefined
  readonly status?: RunStatus | undefined
  readonly workflow_id?: string | undefined
  /** Temporal's list filter. */
  readonly query?: string | undefined
}

/** What is looked at of a definition, and which versions are compared. */
export interface DefinitionView {
  readonly view?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** Parts of the page for operators, as its address names them; the first stands where it names none. */
export const adminTabs = [
  'gateway',
  'attributes',
  'ids',
  'drift',
  'orphans',
  'temporal',
  'audit',
] as const
export type AdminTab = (typeof adminTabs)[number]
