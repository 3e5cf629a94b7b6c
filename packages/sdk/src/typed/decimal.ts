import * as z from 'zod'

/** An exact decimal number: `coefficient` tenths, hundredths or what `scale` says. 12.50 is 1250 at scale 2. */
export interface Decimal {
  readonly coefficient: bigint
  /** Digits behind the point. */
  readonly scale: number
}

const text = /^(?:-?[1-9][0-9]*(?:\.[0-9]+)?|0(?:\.[0-9]+)?|-0\.[0-9]*[1-9][0-9]*)$/
const maxLength = 1_000

/**
 * A decimal number, as text: `"12.50"`. Neither a float on the way nor at either end; zeros at the end are
 * kept. To use a library of yours instead, write `z.codec(z.string(), z.instanceof(Big), …)`.
 */
export function decimal() {
  return z.codec(
    z.string().regex(text, { error: 'a decimal as text, like "12.50"' }).max(maxLength),
    z.object({ coefficient: z.bigint(), scale: z.int().min(0).max(maxLength) }).readonly(),
    { decode: parse, encode: formatDecimal },
  )
}

/** @throws RangeError for text that is no decimal */
export function parseDecimal(source: string): Decimal {
  if (!text.test(source)) throw new RangeError(`«${source}» is no decimal, like 12.50`)
  return parse(source)
}

export function formatDecimal({ coefficient, scale }: Decimal): string {
  const isNegative = coefficient < 0n
  const digits = String(isNegative ? -coefficient : coefficient).padStart(scale + 1, '0')
  const point = digits.length - scale
  const fraction = scale > 0 ? `.${digits.slice(point)}` : ''
  return `${isNegative ? '-' : ''}${digits.slice(0, point)}${fraction}`
}

/** The exact sum, at the greater of the two scales. */
export function addDecimals(one: Decimal, other: Decimal): Decimal {
  const scale = Math.max(one.scale, other.scale)
  return { coefficient: atScale(one, scale) + atScale(other, scale), scale }
}

/** Negative when `one` is less, 0 when they are the same number: 1.5 and 1.50. */
export function compareDecimals(one: Decimal, other: Decimal): number {
  const scale = Math.max(one.scale, other.scale)
  const [a, b] = [atScale(one, scale), atScale(other, scale)]
  if (a === b) return 0
  return a < b ? -1 : 1
}

function parse(source: string): Decimal {
  const [whole = '', fraction = ''] = source.split('.')
  return { coefficient: BigInt(whole + fraction), scale: fraction.length }
}

function atScale({ coefficient, scale }: Decimal, wanted: number): bigint {
  return coefficient * 10n ** BigInt(wanted - scale)
}
