import type { AnnouncementState } from './state.ts'

/** A worker's place in the registry, kept for as long as it is not given up. */
export interface Announcement {
  readonly workerId: string
  readonly state: AnnouncementState
  /**
   * Resolves when the gateway took the first registration. Rejects with an `ApiError` when it refused it
   * with a 4xx: the announcement is over then. Stays pending while there is no gateway.
   */
  readonly announced: Promise<void>
  /** Says that the worker takes nothing new. Its lease is kept until it leaves. */
  drain(): void
  /**
   * Ends the lease and the announcement. Never rejects, and resolves after 3 s at the latest: a lease that
   * no gateway could be told of runs out by itself.
   */
  leave(): Promise<void>
}
