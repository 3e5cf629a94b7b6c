import { getHealth, getReadiness } from '@temporal-registry/contract/health'
import { Answer, type OnEndpoint } from './on-endpoint.ts'

/** A part of the process that must be up, and why it is not. */
export type ReadinessPart = readonly [name: string, fault: () => string | undefined]

/** Binds the endpoints that orchestrators ask. Answered from memory: they cost nothing and never hang. */
export function healthRoutes(on: OnEndpoint, parts: readonly ReadinessPart[]): void {
  on(getHealth, () => ({ status: 'ok' as const }))

  on(getReadiness, () => {
    const faults = parts.flatMap(([name, fault]) => {
      const why = fault()
      return why === undefined ? [] : [[name, why] as const]
    })
    if (faults.length === 0) return { status: 'ready' as const }
    const error = faults.map(([name, why]) => `${name}: ${why}`).join('; ')
    const body = { status: 'not_ready', error, parts: Object.fromEntries(faults) }
    return new Answer(503, body, { 'retry-after': '1' })
  })
}
