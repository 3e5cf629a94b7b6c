import type { Registry } from './registry.ts'

/** Older than this, a view is stale: it may have missed something. */
export const staleAfterSeconds = 5

/** Headers that say how old an answer read from the view can be. */
export type Freshness = () => Readonly<Record<string, string>>

export function createFreshness(registry: Pick<Registry, 'ageSeconds' | 'view'>): Freshness {
  return () => {
    const age = registry.ageSeconds()
    return {
      'x-registry-revision': String(registry.view.revision()),
      'x-registry-age': Number.isFinite(age) ? age.toFixed(3) : 'unknown',
      ...(age > staleAfterSeconds ? { 'x-registry-stale': 'true' } : {}),
    }
  }
}
