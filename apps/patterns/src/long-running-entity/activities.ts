import { ApplicationFailure } from '@temporalio/common'

export interface User {
  readonly user_id: string
  readonly name: string
}

/** Finds the user; a real one would ask the service that has them. */
export async function getUser(userId: string): Promise<User> {
  if (!userId.trim()) throw ApplicationFailure.nonRetryable('There is no such user', 'user-unknown')
  return { user_id: userId, name: userId.replace(/^./, (first) => first.toUpperCase()) }
}
