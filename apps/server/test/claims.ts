import type { Claim } from '@temporal-registry/contract/workflow-ids'

/** Numbers that were given to more than one claim, and those below the highest that nobody was given. */
export function faultsOfClaims(claims: readonly Claim[]): { twice: number[]; missing: number[] } {
  const given = claims.map(({ counter }) => counter)
  const once = new Set(given)
  const highest = given.reduce((most, counter) => Math.max(most, counter), 0)
  return {
    twice: given.filter((counter, at) => given.indexOf(counter) !== at),
    missing: Array.from({ length: highest }, (_, n) => n + 1).filter((n) => !once.has(n)),
  }
}

/** Calls one after another in each of so many lanes, until the count is reached. */
export async function inLanes<T>(
  lanes: number,
  count: number,
  call: (at: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = []
  let next = 0
  const lane = async () => {
    while (next < count) results.push(await call(next++))
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return results
}
