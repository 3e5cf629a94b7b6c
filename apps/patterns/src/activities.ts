// By name, not `*`: two patterns with an activity of one name would shadow each other on the
// worker, and this way the compiler says so.
export { orderApples, orderBananas, orderCherries } from './activity-choice/activities.ts'
export { greet } from './parallel-activities/activities.ts'
export { copyRows, removeDraft } from './cancellation/activities.ts'
export { checkReading, readMeter } from './continue-as-new/activities.ts'
export { getUser } from './long-running-entity/activities.ts'
export { remindOwner } from './concurrent-timers/activities.ts'
export { chargeCard, sendInvoice } from './exceptions/activities.ts'
export { composeGreeting, isGreetable } from './local-activity/activities.ts'
export { pollJob } from './polling-frequent/activities.ts'
export { checkBatch } from './polling-infrequent/activities.ts'
export {
  bookCourier,
  cancelCourier,
  refundPayment,
  releaseStock,
  reserveStock,
  takePayment,
} from './saga/activities.ts'
export { remindApprovers } from './human-approval/activities.ts'
export { processRecord } from './sliding-window-batch/activities.ts'
export { publishDocument } from './debounce/activities.ts'
export { checkTransfer, settleTransfer } from './update-with-start/activities.ts'
export { settleAccount } from './typed-converter/activities.ts'
export { findDiagnosis, writeLetter } from './encryption/activities.ts'
export { packOrder } from './custom-metrics/activities.ts'
