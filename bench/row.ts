/** What a figure stands beside. */
export interface Peer {
  readonly name: string
  readonly value: number
  /** Where a figure that was not measured in this go was written down. */
  readonly recordedIn?: string
}

/** What a figure is to reach. */
export interface Mark {
  readonly of: 'ours' | 'ratio'
  readonly atLeast?: number
  readonly atMost?: number
}

/** One figure. */
export interface Row {
  readonly what: string
  readonly ours: number
  readonly unit: string
  readonly peer?: Peer
  /** Where it is not `ours` ÷ the peer's value, as with rounds that are compared one by one. */
  readonly ratio?: number
  readonly mark?: Mark
}

export function ratioOf({ ours, peer, ratio }: Row): number | undefined {
  return ratio ?? (peer && ours / peer.value)
}

/** Whether a row reaches its mark; nothing when it has none. */
export function isMet(row: Row): boolean | undefined {
  const { mark } = row
  if (!mark) return undefined
  const value = mark.of === 'ours' ? row.ours : (ratioOf(row) ?? Number.NaN)
  return value >= (mark.atLeast ?? -Infinity) && value <= (mark.atMost ?? Infinity)
}
