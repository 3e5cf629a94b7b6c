import { Problem } from '@temporal-registry/contract/problem'

const dayMs = 24 * 3_600 * 1_000

/** How many tokens a replica may have used in a day of UTC. What is under way when they are used up goes on. */
export interface TokenBudget {
  /** @throws Problem `search-budget-spent` */
  assertLeft(): void
  spend(tokens: number): void
}

export function createTokenBudget(perDay: number, now: () => Date): TokenBudget {
  let day = 0
  let spent = 0

  /** Milliseconds to the end of the day. */
  function turn(): number {
    const at = now().getTime()
    const today = Math.floor(at / dayMs)
    if (today !== day) [day, spent] = [today, 0]
    return (today + 1) * dayMs - at
  }

  return {
    assertLeft() {
      const left = turn()
      if (spent < perDay) return
      throw new Problem(
        'search-budget-spent',
        `Searches have used ${spent} tokens today, of ${perDay}: search.tokens_per_day`,
        { setting: 'search.tokens_per_day', retry_after_seconds: Math.ceil(left / 1_000) },
      )
    },
    spend(tokens) {
      turn()
      spent += tokens
    },
  }
}
