/** The sandbox's door: every workflow of the gateway under its wire name, which never changes. */
export { registry as 'temporal-registry.v1' } from './registry/workflow/registry.ts'
export { workflowIds as 'temporal-registry.workflow-ids.v1' } from './registry/workflow/workflow-ids.ts'
export { backfillSchedule as 'temporal-registry.backfill-schedule.v1' } from './schedules/workflow/backfill-schedule.ts'
export { applyRetention as 'temporal-registry.retention.v1' } from './retention/workflow/apply-retention.ts'
export { reconcileSchedules as 'temporal-registry.reconcile-schedules.v1' } from './schedules/workflow/reconcile-schedules.ts'
export { runActivity as 'RunActivityWorkflow' } from './task-factory/workflow/run-activity.ts'
export { humanTask as 'HumanTaskWorkflow' } from './task-factory/workflow/human-task.ts'
export { keepTimetable as 'temporal-registry.keep-timetable.v1' } from './task-factory/workflow/keep-timetable.ts'
