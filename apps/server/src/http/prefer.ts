import { Problem } from '@temporal-registry/contract/problem'

/** Longest wait one request may ask for; a proxy's own limit is usually near. */
export const maxWaitSeconds = 60

/**
 * Seconds that `Prefer: wait=…` (RFC 7240) asks for, at most `maxWaitSeconds`; undefined when it does
 * not ask. Other preferences are ignored, as the RFC says.
 */
export function preferredWaitSeconds(prefer: string | undefined): number | undefined {
  const wait = /(?:^|[,;\s])wait\s*=\s*"?([^",;\s]*)"?/i.exec(prefer ?? '')?.[1]
  if (wait === undefined) return undefined
  if (!/^\d{1,6}$/.test(wait)) {
    const detail = `asks for wait=${wait.slice(0, 20)}; a whole number of seconds is meant`
    throw new Problem('validation-failed', `header prefer ${detail}`, {
      errors: [{ pointer: 'header prefer', detail }],
    })
  }
  return Math.min(Number(wait), maxWaitSeconds)
}
