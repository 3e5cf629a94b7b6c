/** Sent once, when a thread has loaded what it needs and may be timed. */
export interface ReadyMessage {
  readonly isReady: true
  /** Where the system tells of this thread; absent where it does not. */
  readonly taskPath: string | undefined
}

/**
 * Shared memory in which a thread says what it is at: the number of the item, and of the leaf in it.
 * Whoever ends the thread knows by it what to blame.
 */
export function createProgress(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))
}
