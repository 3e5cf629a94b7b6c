/**
 * How long a workflow task may take before another worker gets it.
 *
 * A killed worker holds a task until then, so it is short: a task takes milliseconds. But one may begin
 * with reading the whole state on a busy machine, and a task that never ends in time would be tried
 * again for ever: 10,000 types take 0.7 s, and get 8.
 */
export function taskTimeoutMs(stateBytes: number): number {
  return 2_000 + Math.ceil(stateBytes / 2_000)
}
