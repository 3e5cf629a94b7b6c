/** A line of one text, of the other, or of both; with its number in each, from 1. */
export interface DiffRow {
  readonly kind: 'same' | 'changed'
  readonly old?: { readonly line: number; readonly text: string }
  readonly new?: { readonly line: number; readonly text: string }
}

/** Past this many pairs of lines, what differs in the middle is told as one change. */
const maxPairs = 4_000_000

/**
 * Two texts line by line, what is left out beside what has come in its place. By the longest common
 * subsequence, once what begins and ends alike is set aside.
 */
export function lineDiff(oldText: string, newText: string): DiffRow[] {
  const [a, b] = [linesOf(oldText), linesOf(newText)]
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  let tail = 0
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  ) {
    tail++
  }
  const common = commonLines(a.slice(head, a.length - tail), b.slice(head, b.length - tail))
  const same = [
    ...Array.from({ length: head }, (_, at) => [at, at] as const),
    ...common.map(([i, j]) => [i + head, j + head] as const),
    ...Array.from(
      { length: tail },
      (_, at) => [a.length - tail + at, b.length - tail + at] as const,
    ),
    [a.length, b.length] as const,
  ]
  const rows: DiffRow[] = []
  let [i, j] = [0, 0]
  for (const [nextI, nextJ] of same) {
    while (i < nextI || j < nextJ) {
      rows.push({
        kind: 'changed',
        ...(i < nextI ? { old: lineAt(a, i++) } : {}),
        ...(j < nextJ ? { new: lineAt(b, j++) } : {}),
      })
    }
    if (i < a.length) rows.push({ kind: 'same', old: lineAt(a, i++), new: lineAt(b, j++) })
  }
  return rows
}

/** Rows with those left out that are far from any change; where some were, their number stands. */
export function nearChanges(rows: readonly DiffRow[], context = 3): (DiffRow | number)[] {
  const isNear = rows.map((_, at) =>
    rows.slice(Math.max(0, at - context), at + context + 1).some(({ kind }) => kind === 'changed'),
  )
  const shown: (DiffRow | number)[] = []
  let skipped = 0
  rows.forEach((row, at) => {
    if (!isNear[at]) {
      skipped++
      return
    }
    if (skipped > 0) shown.push(skipped)
    skipped = 0
    shown.push(row)
  })
  return skipped > 0 ? [...shown, skipped] : shown
}

const linesOf = (text: string) => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))

const lineAt = (lines: readonly string[], at: number) => ({ line: at + 1, text: lines[at] ?? '' })

function commonLines(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  if (a.length * b.length > maxPairs) return []
  const width = b.length + 1
  const lengths = new Uint32Array((a.length + 1) * width)
  const lengthAt = (i: number, j: number) => lengths[i * width + j] ?? 0
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        a[i] === b[j]
          ? lengthAt(i + 1, j + 1) + 1
          : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1))
    }
  }
  const found: (readonly [number, number])[] = []
  let [i, j] = [0, 0]
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) found.push([i++, j++])
    else if (lengthAt(i + 1, j) >= lengthAt(i, j + 1)) i++
    else j++
  }
  return found
}
