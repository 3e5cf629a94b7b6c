const numbers = new Intl.NumberFormat('en')

/** A number as people read it: 12,345. */
export const numberText = (count: number) => numbers.format(count)

/** A count with its noun: `1 type`, `12,345 types`. */
export const countText = (count: number, noun: string, plural = `${noun}s`) =>
  `${numberText(count)} ${count === 1 ? noun : plural}`
