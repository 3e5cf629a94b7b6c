import { isLoopback } from '../../apps/server/src/config/config.ts'
import type { StartOptions } from './options.ts'

/**
 * What definitions may reach though it is not public, unless the user's own variable says it. A gateway that
 * only this machine can call reaches it by the name `localhost`: whoever writes a definition there is on the
 * machine already, and what he tries his definitions with listens there. Its addresses stay refused.
 */
export function outboundAllow({ host }: Pick<StartOptions, 'host'>): string {
  return isLoopback(host) ? 'localhost' : ''
}
