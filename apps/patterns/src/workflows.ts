export { activityChoice as 'cookbook.activity-choice.v1' } from './activity-choice/workflow.ts'
export { parallelActivities as 'cookbook.parallel-activities.v1' } from './parallel-activities/workflow.ts'
export { cancellation as 'cookbook.cancellation.v1' } from './cancellation/workflow.ts'
export { exceptions as 'cookbook.exceptions.v1' } from './exceptions/workflow.ts'
