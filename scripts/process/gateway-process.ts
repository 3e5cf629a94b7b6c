/** The gateway's main module, from the root of the repository. */
export const gatewayMain = 'apps/server/src/main.ts'

/**
 * How a gateway's process is begun where memory counts; `docs/operations.md` tells it to those who begin
 * their own. V8 takes the flag, and the C library the variable, at the start of a process only.
 *
 * By default V8 lets 64 MB of young objects pile up, and the C library keeps what it frees in an arena
 * for every thread: with 10,000 types that is 150 MB more, and no request is quicker for it.
 */
export const gatewayNodeFlags: readonly string[] = ['--max-semi-space-size=8']
export const gatewayMemoryEnv = { MALLOC_ARENA_MAX: '2' } as const
