import { log } from '@temporalio/activity'

/** Reminds the owner; a real one would send mail. */
export async function remindOwner(email: string, task: string): Promise<void> {
  log.info(`${email}: the car needs its ${task}`)
}
