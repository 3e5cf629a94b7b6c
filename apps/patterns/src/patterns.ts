export { activityChoice } from './activity-choice/pattern.ts'
export { parallelActivities } from './parallel-activities/pattern.ts'
export { cancellation } from './cancellation/pattern.ts'
export { exceptions } from './exceptions/pattern.ts'
