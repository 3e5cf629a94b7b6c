/** What a probe may read and keep. docs/probes.md says the same. */
export const probeLimits = Object.freeze({
  /** Of what is answered, unpacked. */
  responseBytes: 2 * 1024 * 1024,
  /** Of a state as JSON text. */
  stateBytes: 1024 * 1024,
  /** Objects and lists within one another, in what is read as JSON. */
  levels: 64,
  /** Of what one selector, path or pattern finds. */
  matchCount: 1_000,
  feedEntries: 200,
  /** Entries that a feed's state remembers as seen. */
  seenEntries: 1_000,
  fieldChars: 16_384,
  excerptChars: 500,
  tcpBytes: 16_384,
  defaultTimeoutSeconds: 20,
  /** A thread in which one page takes longer is ended. */
  readMillis: 1_500,
  /** Of one by the clock, where a busy machine gives a thread less than half of its time. */
  starvedMillis: 6_000,
  threadHeapMegabytes: 256,
  waitingPages: 1_000,
})
