import { log } from '@temporalio/activity'

/** Tells those who have not voted yet. A real one writes mail; it may come twice, so it must bear that. */
export async function remindApprovers(
  subject: string,
  approvers: readonly string[],
): Promise<void> {
  log.info(`«${subject}» waits for a decision`, { approvers })
}
