import type { RegistrationAnswer } from '@temporal-registry/contract/workers'
import { backoffMs } from '../backoff.ts'
import { isApiError } from '../client/index.ts'
import type { Announcement } from './announcement.ts'
import { createNarrator, type Narrator } from './narrator.ts'
import type { AnnouncementParts } from './options.ts'
import { Pause } from './pause.ts'
import {
  classify,
  isRefusal,
  nextStep,
  type AnnouncementState,
  type Failure,
  type Held,
  type Step,
  type Wanted,
} from './state.ts'

const timing = {
  // The first retry is quick and none is far: a gateway that restarts knows its workers within 3 s.
  away: { firstDelayMs: 100, maxDelayMs: 2_000 },
  maxRetryAfterMs: 5_000,
  refused: { firstDelayMs: 30_000, maxDelayMs: 30_000 },
  registerTimeoutMs: 30_000,
  beatTimeoutMs: 5_000,
  leaveTotalMs: 3_000,
  /** What is under way when the worker leaves gets this long to end. */
  lastRequestMs: 1_000,
} as const

/**
 * Brings what the gateway holds to what the worker wants, and keeps it there with heartbeats. The states
 * are described at `AnnouncementState`.
 *
 * One loop sends one request at a time: a late registration cannot bring back a worker that has left.
 */
export class LeaseKeeper implements Announcement {
  readonly workerId: string
  readonly announced: Promise<void>
  readonly #parts: AnnouncementParts
  readonly #narrator: Narrator
  readonly #firstAnswer = Promise.withResolvers<void>()
  readonly #pause = new Pause()
  readonly #loop: Promise<void>
  #wanted: Wanted = 'live'
  #held: Held = 'nothing'
  #trouble: { kind: Failure; count: number } | undefined
  #intervalMs: number = timing.beatTimeoutMs
  #isAnnounced = false
  #isOver = false
  #request = new AbortController()

  constructor(parts: AnnouncementParts) {
    this.workerId = parts.workerId
    this.announced = this.#firstAnswer.promise
    // A host that does not look at it must not be ended by an unhandled rejection.
    this.announced.catch(() => {})
    this.#parts = parts
    this.#narrator = createNarrator(parts)
    this.#loop = this.#keep()
  }

  get state(): AnnouncementState {
    if (this.#isOver) return this.#wanted === 'nothing' ? 'left' : 'refused'
    if (this.#wanted !== 'live' || this.#held === 'drained lease') return 'draining'
    if (this.#trouble) return this.#trouble.kind === 'away' ? 'away' : 'refused'
    return this.#held === 'nothing' ? 'announcing' : 'live'
  }

  drain(): void {
    if (this.#wanted !== 'live' || this.#isOver) return
    this.#wanted = 'draining'
    this.#narrator.stateIs(this.state)
    this.#pause.end()
  }

  async leave(): Promise<void> {
    this.#wanted = 'nothing'
    this.#narrator.stateIs(this.state)
    const underWay = this.#request
    const slow = setTimeout(() => underWay.abort(), timing.lastRequestMs)
    const last = setTimeout(() => this.#giveUp(), timing.leaveTotalMs)
    this.#pause.end()
    await this.#loop
    clearTimeout(slow)
    clearTimeout(last)
  }

  async #keep(): Promise<void> {
    while (!this.#isOver) {
      const step = nextStep(this.#wanted, this.#held)
      const waitMs = step === 'rest' ? Number.POSITIVE_INFINITY : await this.#attempt(step)
      this.#narrator.stateIs(this.state)
      if (!this.#isOver) await this.#pause.begin(waitMs)
    }
  }

  async #attempt(step: Exclude<Step, 'rest'>): Promise<number> {
    this.#request = new AbortController()
    const sentMs = performance.now()
    try {
      await this.#send(step, this.#request.signal)
      this.#trouble = undefined
      // Counted from the sending: neither a slow answer nor a busy event loop puts off the next beat.
      const dueMs = sentMs + this.#intervalMs * (0.8 + Math.random() * 0.2)
      return Math.max(0, dueMs - performance.now())
    } catch (error) {
      return this.#request.signal.aborted ? 0 : this.#afterFailure(step, error)
    }
  }

  async #send(step: Exclude<Step, 'rest'>, signal: AbortSignal): Promise<void> {
    const { client, workerId, registration } = this.#parts
    const { registerTimeoutMs, beatTimeoutMs } = timing
    switch (step) {
      case 'register': {
        const timeoutMs = registerTimeoutMs
        const answer = await client.workers.register(workerId, registration, { signal, timeoutMs })
        this.#afterRegistration(answer)
        return
      }
      case 'beat': {
        const options = { signal, timeoutMs: beatTimeoutMs }
        const { draining } = await client.workers.heartbeat(workerId, options)
        if (draining && this.state === 'live') this.#narrator.drainedByOperator()
        this.#held = draining ? 'drained lease' : 'lease'
        return
      }
      case 'drain':
        await client.workers.drain(workerId, { signal, timeoutMs: beatTimeoutMs })
        this.#held = 'drained lease'
        return
      case 'leave':
        await client.workers.leave(workerId, { signal })
        this.#isOver = true
    }
  }

  #afterRegistration(answer: RegistrationAnswer): void {
    this.#held = 'lease'
    this.#intervalMs = toIntervalMs(answer)
    this.#isAnnounced = true
    this.#trouble = undefined
    this.#narrator.registered(answer)
    this.#narrator.stateIs(this.state)
    this.#firstAnswer.resolve()
  }

  #afterFailure(step: Step, error: unknown): number {
    const kind = classify(step, error)
    if (kind === 'unknown') {
      this.#held = 'nothing'
      return 0
    }
    this.#trouble = { kind, count: this.#trouble?.kind === kind ? this.#trouble.count + 1 : 1 }
    this.#narrator.failed(this.#trouble, error)
    if (step === 'leave' && kind !== 'away') this.#isOver = true
    if (kind === 'broken' || (!this.#isAnnounced && isApiError(error) && isRefusal(error))) {
      this.#isOver = true
      this.#firstAnswer.reject(error)
    }
    const asked = isApiError(error) ? Math.min(error.retryAfterMs ?? 0, timing.maxRetryAfterMs) : 0
    return Math.max(
      asked,
      backoffMs(kind === 'away' ? timing.away : timing.refused, this.#trouble.count),
    )
  }

  #giveUp(): void {
    this.#isOver = true
    this.#narrator.leftUnheard()
    this.#request.abort()
    this.#pause.end()
  }
}

function toIntervalMs({ lease }: RegistrationAnswer): number {
  const seconds = Math.min(lease.heartbeat_interval_seconds, lease.ttl_seconds / 2)
  return Math.max(500, seconds * 1000)
}
