import { consolePath } from './base.ts'
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  retainSearchParams,
} from '@tanstack/react-router'
import { triggerKinds } from '@temporal-registry/contract/activity-definition'
import { activityRunStatuses } from '@temporal-registry/contract/activity-runs'
import { aboutKinds, deliveryStatuses } from '@temporal-registry/contract/deliveries'
import { alertEdges, monitorHealths, monitorStatuses } from '@temporal-registry/contract/monitor'
import { orphanReasons } from '@temporal-registry/contract/orphans'
import { runStatuses } from '@temporal-registry/contract/runs'
import { scheduleManagers } from '@temporal-registry/contract/schedules'
import { ownKinds } from '@temporal-registry/contract/temporal-admin'
import { runTriggerKinds, triggerOutcomes } from '@temporal-registry/contract/triggers'
import { workflowStatuses } from '@temporal-registry/contract/workflow-status'
import { NotFound } from './components/shell/NotFound.tsx'
import { PageFailure } from './components/shell/PageFailure.tsx'
import { Root } from './components/shell/Root.tsx'
import { loadSchemaForm } from './components/SchemaFormLater.tsx'
import { definitionStates } from './queries/activities.ts'
import { spanNames } from './monitors/spans.ts'
import { withinNames } from './queries/messages.ts'
import { humanTaskDues, humanTaskStates, inboxes } from './queries/human-tasks.ts'
import { adminTabs } from './paths.ts'
import { oneOfTexts, parseSearch, stringifySearch, texts } from './search-params.ts'

const root = createRootRoute({
  component: Root,
  notFoundComponent: NotFound,
  validateSearch: texts('namespace'),
  // The kit's type of it knows no members that may be undefined.
  search: { middlewares: [retainSearchParams(['namespace']) as never] },
})

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/OverviewPage.tsx'), 'OverviewPage'),
})

const workflows = createRoute({
  getParentRoute: () => root,
  path: '/workflows',
  validateSearch: (raw: Record<string, unknown>) => ({
    ...texts('q', 'owner', 'label')(raw),
    ...oneOfTexts('status', workflowStatuses)(raw),
  }),
  component: lazyRouteComponent(() => import('./pages/WorkflowsPage.tsx'), 'WorkflowsPage'),
})

const workflow = createRoute({
  getParentRoute: () => root,
  path: '/workflows/$workflowType',
  component: lazyRouteComponent(() => import('./pages/WorkflowPage.tsx'), 'WorkflowPage'),
})

const start = createRoute({
  getParentRoute: () => root,
  path: '/workflows/$workflowType/start',
  validateSearch: texts('example', 'run', 'run_id'),
  component: lazyRouteComponent(() => {
    // Together, not one after the other; what fails is told where the form is drawn.
    loadSchemaForm().catch(() => {})
    return import('./pages/StartPage.tsx')
  }, 'StartPage'),
})

const runs = createRoute({
  getParentRoute: () => root,
  path: '/runs',
  validateSearch: (raw: Record<string, unknown>) => ({
    ...texts('workflow_type', 'workflow_id', 'query')(raw),
    ...oneOfTexts('status', runStatuses)(raw),
  }),
  component: lazyRouteComponent(() => import('./pages/RunsPage.tsx'), 'RunsPage'),
})

const run = createRoute({
  getParentRoute: () => root,
  path: '/runs/$workflowId',
  validateSearch: texts('run_id', 'view'),
  component: lazyRouteComponent(() => import('./pages/RunPage.tsx'), 'RunPage'),
})

/** The list, with a task beside it. */
const humanTasks = createRoute({
  getParentRoute: () => root,
  path: '/human-tasks',
  validateSearch: (raw: Record<string, unknown>) => ({
    ...texts('group', 'q')(raw),
    ...oneOfTexts('inbox', inboxes)(raw),
    ...oneOfTexts('state', humanTaskStates)(raw),
    ...oneOfTexts('due', humanTaskDues)(raw),
  }),
  component: lazyRouteComponent(() => import('./pages/HumanTasksPage.tsx'), 'HumanTasksPage'),
})

const humanTask = createRoute({
  getParentRoute: () => humanTasks,
  path: '$humanTaskId',
  component: lazyRouteComponent(() => import('./pages/HumanTaskPage.tsx'), 'HumanTaskPage'),
})

const workers = createRoute({
  getParentRoute: () => root,
  path: '/workers',
  component: lazyRouteComponent(() => import('./pages/WorkersPage.tsx'), 'WorkersPage'),
})

const monitors = createRoute({
  getParentRoute: () => root,
  path: '/monitors',
  validateSearch: (raw: Record<string, unknown>) => ({
    ...texts('q', 'label')(raw),
    ...oneOfTexts('health', monitorHealths)(raw),
    ...oneOfTexts('status', monitorStatuses)(raw),
  }),
  component: lazyRouteComponent(() => import('./pages/MonitorsPage.tsx'), 'MonitorsPage'),
})

const monitor = createRoute({
  getParentRoute: () => root,
  path: '/monitors/$monitor',
  validateSearch: (raw: Record<string, unknown>) => ({
    ...texts('to', 'look', 'alert')(raw),
    ...oneOfTexts('range', spanNames)(raw),
    ...oneOfTexts('as', ['table'])(raw),
    ...oneOfTexts('view', ['alerts'])(raw),
  }),
  component: lazyRouteComponent(() => import('./pages/MonitorPage.tsx'), 'MonitorPage'),
})

const newMonitor = createRoute({
  getParentRoute: () => root,
  path: '/new-monitor',
  validateSearch: texts('template'),
  component: lazyRouteComponent(() => import('./pages/NewMonitorPage.tsx'), 'NewMonitorPage'),
})

const editMonitor = createRoute({
  getParentRoute: () => root,
  path: '/monitors/$monitor/edit',
  component: lazyRouteComponent(() => import('./pages/EditMonitorPage.tsx'), 'EditMonitorPage'),
})

const alerts = createRoute({
  getParentRoute: () => root,
  path: '/alerts',
  validateSearch: (raw: Record<string, unknown>) => ({
    ...texts('monitor', 'alert', 'look')(raw),
    ...oneOfTexts('edge', alertEdges)(raw),
    ...oneOfTexts('told', ['told', 'muted'])(raw),
  }),
  component: lazyRouteComponent(() => import('./pages/AlertsPage.tsx'), 'AlertsPage'),
})

const channels = createRoute({
  getParentRoute: () => root,
  path: '/channels',
  component: lazyRouteComponent(() => import('./pages/ChannelsPage.tsx'), 'ChannelsPage'),
})

const channel = createRoute({
  getParentRoute: () => root,
  path: '/channels/$channel',
  component: lazyRouteComponent(() => import('./pages/ChannelPage.tsx'), 'ChannelPage'),
})

const newChannel = createRoute({
  getParentRoute: () => root,
  path: '/new-channel',
  component: lazyRouteComponent(() => import('./pages/EditChannelPage.tsx'), 'NewChannelPage'),
})

const editChannel = createRoute({
  getParentRoute: () => root,
  path: '/channels/$channel/edit',
  component: lazyRouteComponent(() => import('./pages/EditChannelPage.tsx'), 'EditChannelPage'),
})

const deliveries = createRoute({
  getParentRoute: () => root,
  path: '/deliveries',
  validateSearch: (raw: Record<string, unknown>) => ({
    ...texts('channel', 'about_id')(raw),
    ...oneOfTexts('status', deliveryStatuses)(raw),
    ...oneOfTexts('about_kind', aboutKinds)(raw),
    ...oneOfTexts('within', withinNames)(raw),
  }),
  component: lazyRouteComponent(() => import('./pages/DeliveriesPage.tsx'), 'DeliveriesPage'),
})

const delivery = createRoute({
  getParentRoute: () => root,
  path: '/deliveries/$delivery',
  component: lazyRouteComponent(() => import('./pages/DeliveryPage.tsx'), 'DeliveryPage'),
})

const activities = createRoute({
  getParentRoute: () => root,
  path: '/activities',
  validateSearch: (raw: Record<string, unknown>) => ({
    ...texts('q', 'label')(raw),
    ...oneOfTexts('state', definitionStates)(raw),
    ...oneOfTexts('trigger_kind', triggerKinds)(raw),
  }),
  component: lazyRouteComponent(() => import('./pages/ActivitiesPage.tsx'), 'ActivitiesPage'),
})

const newActivity = createRoute({
  getParentRoute: () => root,
  path: '/activities/new',
  validateSearch: texts('template'),
  component: lazyRouteComponent(() => import('./pages/NewActivityPage.tsx'), 'NewActivityPage'),
})

const activity = createRoute({
  getParentRoute: () => root,
  path: '/activities/definitions/$definition',
  validateSearch: texts('view', 'from', 'to'),
  component: lazyRouteComponent(() => import('./pages/ActivityPage.tsx'), 'ActivityPage'),
})

const editActivity = createRoute({
  getParentRoute: () => root,
  path: '/activities/definitions/$definition/edit',
  component: lazyRouteComponent(() => import('./pages/EditActivityPage.tsx'), 'EditActivityPage'),
})

const activityRuns = createRoute({
  getParentRoute: () => root,
  path: '/activities/runs',
  validateSearch: (raw: Record<string, unknown>) => ({
    ...texts('definition')(raw),
    ...oneOfTexts('status', activityRunStatuses)(raw),
    ...oneOfTexts('kind', runTriggerKinds)(raw),
  }),
  component: lazyRouteComponent(() => import('./pages/ActivityRunsPage.tsx'), 'ActivityRunsPage'),
})

const activityRun = createRoute({
  getParentRoute: () => root,
  path: '/activities/runs/$runId',
  component: lazyRouteComponent(() => import('./pages/ActivityRunPage.tsx'), 'ActivityRunPage'),
})

const events = createRoute({
  getParentRoute: () => root,
  path: '/activities/events',
  validateSearch: texts('q', 'type', 'source'),
  component: lazyRouteComponent(() => import('./pages/EventsPage.tsx'), 'EventsPage'),
})

const newEvent = createRoute({
  getParentRoute: () => root,
  path: '/activities/events/new',
  validateSearch: texts('like'),
  component: lazyRouteComponent(() => import('./pages/NewEventPage.tsx'), 'NewEventPage'),
})

const event = createRoute({
  getParentRoute: () => root,
  path: '/activities/events/$eventId',
  component: lazyRouteComponent(() => import('./pages/EventPage.tsx'), 'EventPage'),
})

const eventSources = createRoute({
  getParentRoute: () => root,
  path: '/activities/sources',
  component: lazyRouteComponent(() => import('./pages/EventSourcesPage.tsx'), 'EventSourcesPage'),
})

const ledger = createRoute({
  getParentRoute: () => root,
  path: '/activities/ledger',
  validateSearch: (raw: Record<string, unknown>) => ({
    ...texts('definition', 'key', 'event', 'from', 'to')(raw),
    ...oneOfTexts('outcome', triggerOutcomes)(raw),
    ...oneOfTexts('kind', runTriggerKinds)(raw),
  }),
  component: lazyRouteComponent(() => import('./pages/LedgerPage.tsx'), 'LedgerPage'),
})

const schedules = createRoute({
  getParentRoute: () => root,
  path: '/schedules',
  validateSearch: (raw: Record<string, unknown>) => ({
    ...texts('q', 'workflow_type', 'label')(raw),
    ...oneOfTexts('state', ['active', 'paused'])(raw),
    ...oneOfTexts('managed_by', scheduleManagers)(raw),
  }),
  component: lazyRouteComponent(() => import('./pages/SchedulesPage.tsx'), 'SchedulesPage'),
})

const schedule = createRoute({
  getParentRoute: () => root,
  path: '/schedules/$scheduleId',
  validateSearch: (raw: Record<string, unknown>) => ({
    ...texts('month', 'day', 'backfill')(raw),
    ...oneOfTexts('zone', ['schedule'])(raw),
  }),
  component: lazyRouteComponent(() => import('./pages/SchedulePage.tsx'), 'SchedulePage'),
})

const newSchedule = createRoute({
  getParentRoute: () => root,
  path: '/new-schedule',
  validateSearch: texts('workflow_type'),
  component: lazyRouteComponent(() => import('./pages/NewSchedulePage.tsx'), 'NewSchedulePage'),
})

const editSchedule = createRoute({
  getParentRoute: () => root,
  path: '/schedules/$scheduleId/edit',
  component: lazyRouteComponent(() => import('./pages/EditSchedulePage.tsx'), 'EditSchedulePage'),
})

const administration = createRoute({
  getParentRoute: () => root,
  path: '/administration',
  validateSearch: (raw: Record<string, unknown>) => ({
    ...texts('q', 'actor', 'action', 'subject', 'from', 'to')(raw),
    ...oneOfTexts('tab', adminTabs)(raw),
    ...oneOfTexts('kind', ownKinds)(raw),
    ...oneOfTexts('reason', orphanReasons)(raw),
    ...oneOfTexts('drifting', ['yes'])(raw),
    ...oneOfTexts('open', ['yes'])(raw),
  }),
  component: lazyRouteComponent(
    () => import('./pages/AdministrationPage.tsx'),
    'AdministrationPage',
  ),
})

/** Every address of the console. */
export const router = createRouter({
  routeTree: root.addChildren([
    overview,
    workflows,
    workflow,
    start,
    runs,
    run,
    schedules,
    schedule,
    newSchedule,
    editSchedule,
    monitors,
    monitor,
    newMonitor,
    editMonitor,
    alerts,
    channels,
    channel,
    newChannel,
    editChannel,
    deliveries,
    delivery,
    humanTasks.addChildren([humanTask]),
    workers,
    administration,
    ...[activities, newActivity, activity, editActivity, activityRuns, activityRun, ledger],
    ...[events, newEvent, event, eventSources],
  ]),
  basepath: consolePath,
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultErrorComponent: PageFailure,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
