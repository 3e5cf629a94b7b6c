// The rules of an account, apart from Temporal: pure functions, of which the workflow tells the story.

/** What a caller sees. */
export interface RewardStatus {
  readonly user_id: string
  readonly name: string
  readonly level: RewardLevel
  readonly points: number
  readonly is_active: boolean
}

export interface RewardAccount {
  readonly userId: string
  readonly name: string
  readonly points: number
  readonly isActive: boolean
}

export type RewardLevel = 'basic' | 'gold' | 'platinum'

/** Points may be taken as well as given, but an account is never in debt. */
export function withPoints(account: RewardAccount, change: number): RewardAccount {
  return { ...account, points: Math.max(0, account.points + change) }
}

export function statusOf({ userId, name, points, isActive }: RewardAccount): RewardStatus {
  return { user_id: userId, name, level: levelOf(points), points, is_active: isActive }
}

/** Worked out from the points each time: a level that is stored could disagree with them. */
function levelOf(points: number): RewardLevel {
  if (points >= 1_000) return 'platinum'
  return points >= 500 ? 'gold' : 'basic'
}
