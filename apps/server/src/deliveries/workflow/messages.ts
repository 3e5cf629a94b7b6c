/** Wire name of the workflow that sends one delivery: forever. */
export const deliveryWorkflowType = 'DeliveryWorkflow'

/** What an attempt came to: the delivery has ended, or is to be attempted again. */
export type AttemptReport = { readonly ended: string } | { readonly wait_ms: number }

/** What the workflow has done for it; may be repeated. */
export interface DeliveryActivities {
  /** Attempts a delivery if it is time to, and writes down what came of it. */
  attemptDelivery(deliveryId: string): Promise<AttemptReport>
}
