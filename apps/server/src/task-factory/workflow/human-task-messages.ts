/** Tells the workflow of a human task that the task is closed: part of the wire, forever. */
export const humanTaskClosedSignal = 'human-task-closed'

/** What there is to wait for, milliseconds from now. */
export interface HumanTaskPlan {
  readonly remind_in_ms: number | null
  readonly due_in_ms: number | null
}

/** How a human task stands, as its workflow needs it. */
export interface HumanTaskState {
  readonly status: string
  readonly outcome: string | null
  readonly is_closed: boolean
}

/** All about the database: they run within the workflow task, and may be repeated. */
export interface HumanTaskActivities {
  openHumanTask(taskId: string): Promise<HumanTaskPlan>
  remindOfHumanTask(taskId: string): Promise<HumanTaskState>
  /** Does what the definition says about a task that is due. */
  humanTaskIsDue(taskId: string): Promise<HumanTaskState>
  humanTaskState(taskId: string): Promise<HumanTaskState>
  cancelHumanTask(taskId: string): Promise<void>
}
