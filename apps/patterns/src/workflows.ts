export { activityChoice as 'cookbook.activity-choice.v1' } from './activity-choice/workflow.ts'
export { parallelActivities as 'cookbook.parallel-activities.v1' } from './parallel-activities/workflow.ts'
export { cancellation as 'cookbook.cancellation.v1' } from './cancellation/workflow.ts'
export { continueAsNewPattern as 'cookbook.continue-as-new.v1' } from './continue-as-new/workflow.ts'
export { longRunningEntity as 'cookbook.long-running-entity.v1' } from './long-running-entity/workflow.ts'
export { concurrentTimers as 'cookbook.concurrent-timers.v1' } from './concurrent-timers/workflow.ts'
export {
  childWorkflow as 'cookbook.child-workflow.v1',
  greeter as 'cookbook.child-workflow.greeter.v1',
} from './child-workflow/workflow.ts'
export { exceptions as 'cookbook.exceptions.v1' } from './exceptions/workflow.ts'
export { localActivity as 'cookbook.local-activity.v1' } from './local-activity/workflow.ts'
export { pollingFrequent as 'cookbook.polling-frequent.v1' } from './polling-frequent/workflow.ts'
export { pollingInfrequent as 'cookbook.polling-infrequent.v1' } from './polling-infrequent/workflow.ts'
export { saga as 'cookbook.saga.v1' } from './saga/workflow.ts'
export { humanApproval as 'cookbook.human-approval.v1' } from './human-approval/workflow.ts'
