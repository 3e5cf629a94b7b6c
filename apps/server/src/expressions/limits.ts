/** What expressions and templates may ask of us. Whoever needs more says it in several, or in a workflow. */
export const expressionLimits = Object.freeze({
  sourceChars: 4_096,
  /** Operators, operands and calls of one expression. */
  nodeCount: 1_000,
  /** Brackets within brackets, and accesses in a row. */
  depthLevels: 32,
  listLiteralElements: 500,
  mapLiteralEntries: 200,
  callArguments: 16,
  patternChars: 1_000,
  liquidChars: 64 * 1024,
  templateBytes: 256 * 1024,
  templateLevels: 64,
  /** `$cel` and `$liquid` leaves of one template. */
  templateLeafCount: 500,
  contextBytes: 4 * 1024 * 1024,
  /** Of what one expression, or one template with all its leaves, gives. */
  outputBytes: 1024 * 1024,
  outputLevels: 64,
  faultCount: 20,
  /** Of what one message gives back. */
  messageOutputBytes: 8 * 1024 * 1024,
  /** A thread in which one expression, or one sentence, takes longer is ended. */
  evaluationMillis: 250,
  /** Of everything that one message asks of a thread. */
  messageMillis: 5_000,
  /** Of one by the clock, where a busy machine gives a thread less than half of its time. */
  starvedMillis: 5_000,
  /** Threads that one message may cost. What it has left after that is not evaluated. */
  stopsPerMessage: 4,
  threadHeapMegabytes: 96,
  waitingMessageCount: 1_000,
})
