/** What a condition says of an event. A filter that fails does not match, and is told apart from one that says no. */
export const verdicts = { unknown: 0, no: 1, yes: 2, failed: 3 } as const

export type Verdict = (typeof verdicts)[keyof typeof verdicts]

export function verdictOf(isTrue: boolean): Verdict {
  return isTrue ? verdicts.yes : verdicts.no
}

export function not(verdict: Verdict): Verdict {
  if (verdict === verdicts.failed || verdict === verdicts.unknown) return verdict
  return verdictOf(verdict === verdicts.no)
}

/**
 * `&&` and `||` over many: the decisive verdict wins wherever it stands, a failure wins over the rest.
 * What is unknown to any is unknown, and for the engine to say.
 */
export function joinVerdicts<Part>(
  parts: readonly Part[],
  judge: (part: Part) => Verdict,
  decisive: Verdict,
): Verdict {
  let joined = not(decisive)
  for (const part of parts) {
    const verdict = judge(part)
    if (verdict === decisive || verdict === verdicts.unknown) return verdict
    if (verdict === verdicts.failed) joined = verdict
  }
  return joined
}
