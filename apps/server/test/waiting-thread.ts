import { serveThread } from '../src/platform/threads/serve.ts'

/** For tests: waits, without a processor, or computes, as it is told. */
export type WaitingRequest = { readonly waitMillis: number } | { readonly computeMillis: number }

serveThread(() => (request: WaitingRequest) => {
  if ('waitMillis' in request) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, request.waitMillis)
    return 'waited'
  }
  const until = performance.now() + request.computeMillis
  let steps = 0
  while (performance.now() < until) steps++
  return `${steps} steps`
})
