import * as activityBackfills from './activity-backfills.ts'
import * as definitionTransfer from './activity-definition-transfer.ts'
import * as activityDefinitions from './activity-definitions.ts'
import * as activityDryRun from './activity-dry-run.ts'
import * as activityRuns from './activity-runs.ts'
import * as activitySchedules from './activity-schedules.ts'
import * as agentRun from './agent-run.ts'
import * as audit from './audit.ts'
import * as batchStart from './batch-start.ts'
import * as channels from './channels.ts'
import * as changes from './changes.ts'
import * as codec from './codec.ts'
import * as deliveries from './deliveries.ts'
import * as dispatch from './dispatch.ts'
import type { Endpoint } from './endpoint.ts'
import * as evolution from './evolution.ts'
import * as eventSources from './event-sources.ts'
import * as events from './events.ts'
import * as health from './health.ts'
import * as humanTasks from './human-tasks.ts'
import * as monitorSharing from './monitor-sharing.ts'
import * as monitorSeries from './monitor-series.ts'
import * as monitors from './monitors.ts'
import * as orphans from './orphans.ts'
import * as registry from './registry.ts'
import * as runCounts from './run-counts.ts'
import * as runs from './runs.ts'
import * as scheduleAdmin from './schedule-admin.ts'
import * as backfills from './schedule-backfills.ts'
import * as scheduleTimes from './schedule-times.ts'
import * as schedules from './schedules.ts'
import * as secrets from './secrets.ts'
import * as session from './session.ts'
import * as temporalAdmin from './temporal-admin.ts'
import * as triggers from './triggers.ts'
import * as withStart from './with-start.ts'
import * as namespaces from './namespaces.ts'
import * as searchAttributes from './search-attributes.ts'
import * as workers from './workers.ts'
import * as workflowIds from './workflow-ids.ts'

/** Every operation of the HTTP API by its id. A test fails when one of them has no handler. */
export const endpoints = {
  getHealth: health.getHealth,
  getReadiness: health.getReadiness,
  getSession: session.getSession,
  listNamespaces: namespaces.listNamespaces,
  getRegistryStatus: registry.getRegistryStatus,
  listWorkflows: registry.listWorkflows,
  createWorkflow: registry.createWorkflow,
  getWorkflow: registry.getWorkflow,
  putWorkflow: registry.putWorkflow,
  deleteWorkflow: registry.deleteWorkflow,
  watchRegistry: changes.watchRegistry,
  checkWorkflow: evolution.checkWorkflow,
  shutdownRegistry: registry.shutdownRegistry,
  listDeclaredSearchAttributes: searchAttributes.listDeclaredSearchAttributes,
  listActualSearchAttributes: searchAttributes.listActualSearchAttributes,
  reconcileSearchAttributes: searchAttributes.reconcileSearchAttributes,
  registerWorker: workers.registerWorker,
  heartbeatWorker: workers.heartbeatWorker,
  drainWorker: workers.drainWorker,
  leaveWorker: workers.leaveWorker,
  listWorkers: workers.listWorkers,
  listTaskQueues: workers.listTaskQueues,
  claimWorkflowId: workflowIds.claimWorkflowId,
  resetWorkflowId: workflowIds.resetWorkflowId,
  listWorkflowIds: workflowIds.listWorkflowIds,
  startWorkflow: dispatch.startWorkflow,
  validateStart: dispatch.validateStart,
  signalWithStart: withStart.signalWithStart,
  updateWithStart: withStart.updateWithStart,
  batchStart: batchStart.batchStart,
  runAgent: agentRun.runAgent,
  listOrphans: orphans.listOrphans,
  triggerActivity: activityRuns.triggerActivity,
  listActivityRuns: activityRuns.listActivityRuns,
  getActivityRun: activityRuns.getActivityRun,
  cancelActivityRun: activityRuns.cancelActivityRun,
  listTasks: activityRuns.listTasks,
  getTask: activityRuns.getTask,
  listTriggers: triggers.listTriggers,
  countTriggers: triggers.countTriggers,
  listHumanTasks: humanTasks.listHumanTasks,
  getHumanTask: humanTasks.getHumanTask,
  claimHumanTask: humanTasks.claimHumanTask,
  releaseHumanTask: humanTasks.releaseHumanTask,
  delegateHumanTask: humanTasks.delegateHumanTask,
  commentHumanTask: humanTasks.commentHumanTask,
  decideHumanTask: humanTasks.decideHumanTask,
  linkHumanTask: humanTasks.linkHumanTask,
  showDecision: humanTasks.showDecision,
  takeDecision: humanTasks.takeDecision,
  listRuns: runs.listRuns,
  countRuns: runCounts.countRuns,
  getRun: runs.getRun,
  getRunResult: runs.getRunResult,
  getRunHistory: runs.getRunHistory,
  streamRunEvents: runs.streamRunEvents,
  cancelRun: runs.cancelRun,
  terminateRun: runs.terminateRun,
  resetRun: runs.resetRun,
  signalRun: runs.signalRun,
  queryRun: runs.queryRun,
  updateRun: runs.updateRun,
  createSchedule: schedules.createSchedule,
  putSchedule: schedules.putSchedule,
  getSchedule: schedules.getSchedule,
  deleteSchedule: schedules.deleteSchedule,
  listSchedules: schedules.listSchedules,
  pauseSchedule: schedules.pauseSchedule,
  unpauseSchedule: schedules.unpauseSchedule,
  triggerSchedule: schedules.triggerSchedule,
  listUpcoming: schedules.listUpcoming,
  countFires: scheduleTimes.countFires,
  previewSchedule: scheduleTimes.previewSchedule,
  backfillSchedule: backfills.backfillSchedule,
  getBackfill: backfills.getBackfill,
  cancelBackfill: backfills.cancelBackfill,
  sendEvent: events.sendEvent,
  testEvent: events.testEvent,
  listEvents: events.listEvents,
  getEvent: events.getEvent,
  explainEvent: events.explainEvent,
  listEventSources: eventSources.listEventSources,
  getEventSource: eventSources.getEventSource,
  putEventSource: eventSources.putEventSource,
  deleteEventSource: eventSources.deleteEventSource,
  enableEventSource: eventSources.enableEventSource,
  disableEventSource: eventSources.disableEventSource,
  receiveWebhook: eventSources.receiveWebhook,
  testEventSource: eventSources.testEventSource,
  getScheduleDrift: scheduleAdmin.getScheduleDrift,
  pauseSchedules: scheduleAdmin.pauseSchedules,
  unpauseSchedules: scheduleAdmin.unpauseSchedules,
  decodePayloads: codec.decodePayloads,
  encodePayloads: codec.encodePayloads,
  createActivityDefinition: activityDefinitions.createActivityDefinition,
  listActivityDefinitions: activityDefinitions.listActivityDefinitions,
  getActivityDefinition: activityDefinitions.getActivityDefinition,
  putActivityDefinition: activityDefinitions.putActivityDefinition,
  deleteActivityDefinition: activityDefinitions.deleteActivityDefinition,
  listActivityDefinitionVersions: activityDefinitions.listActivityDefinitionVersions,
  getActivityDefinitionVersion: activityDefinitions.getActivityDefinitionVersion,
  activateActivityDefinitionVersion: activityDefinitions.activateActivityDefinitionVersion,
  enableActivityDefinition: activityDefinitions.enableActivityDefinition,
  disableActivityDefinition: activityDefinitions.disableActivityDefinition,
  pauseActivityDefinition: activityDefinitions.pauseActivityDefinition,
  resumeActivityDefinition: activityBackfills.resumeActivityDefinition,
  createActivityBackfill: activityBackfills.createActivityBackfill,
  listActivityBackfills: activityBackfills.listActivityBackfills,
  getActivityBackfill: activityBackfills.getActivityBackfill,
  cancelActivityBackfill: activityBackfills.cancelActivityBackfill,
  listUpcomingActivityTimes: activitySchedules.listUpcomingActivityTimes,
  previewActivityTimes: activitySchedules.previewActivityTimes,
  validateActivityDefinition: activityDefinitions.validateActivityDefinition,
  dryRunActivityDefinition: activityDryRun.dryRunActivityDefinition,
  exportActivityDefinitions: definitionTransfer.exportActivityDefinitions,
  importActivityDefinitions: definitionTransfer.importActivityDefinitions,
  createMonitor: monitors.createMonitor,
  listMonitors: monitors.listMonitors,
  getMonitor: monitors.getMonitor,
  putMonitor: monitors.putMonitor,
  deleteMonitor: monitors.deleteMonitor,
  validateMonitor: monitors.validateMonitor,
  pauseMonitor: monitors.pauseMonitor,
  resumeMonitor: monitors.resumeMonitor,
  completeMonitor: monitors.completeMonitor,
  suppressMonitor: monitors.suppressMonitor,
  unsuppressMonitor: monitors.unsuppressMonitor,
  lookNow: monitors.lookNow,
  previewMonitor: monitors.previewMonitor,
  previewMonitorBody: monitors.previewMonitorBody,
  listObservations: monitors.listObservations,
  getMonitorSeries: monitorSeries.getMonitorSeries,
  getObservation: monitors.getObservation,
  listAlerts: monitors.listAlerts,
  beatByPost: monitors.beatByPost,
  beatByGet: monitors.beatByGet,
  forkMonitor: monitorSharing.forkMonitor,
  listMonitorTemplates: monitorSharing.listMonitorTemplates,
  renewHeartbeatAddress: monitorSharing.renewHeartbeatAddress,
  makeFeedAddress: monitorSharing.makeFeedAddress,
  removeFeedAddress: monitorSharing.removeFeedAddress,
  getMonitorFeed: monitorSharing.getMonitorFeed,
  getFeed: monitorSharing.getFeed,
  listAudit: audit.listAudit,
  listOwnSchedules: temporalAdmin.listOwnSchedules,
  listOwnWorkflows: temporalAdmin.listOwnWorkflows,
  putSecret: secrets.putSecret,
  listSecrets: secrets.listSecrets,
  deleteSecret: secrets.deleteSecret,
  listChannels: channels.listChannels,
  getChannel: channels.getChannel,
  putChannel: channels.putChannel,
  deleteChannel: channels.deleteChannel,
  enableChannel: channels.enableChannel,
  disableChannel: channels.disableChannel,
  verifyChannel: channels.verifyChannel,
  testChannel: channels.testChannel,
  listDeliveries: deliveries.listDeliveries,
  getDelivery: deliveries.getDelivery,
  redeliver: deliveries.redeliver,
  redeliverSome: deliveries.redeliverSome,
} as const satisfies Record<string, Endpoint>

/** Id of an operation. */
export type EndpointId = keyof typeof endpoints
