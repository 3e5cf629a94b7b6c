import { ReadingError } from './failing.ts'

/** Digits with what may stand between them: points, commas, apostrophes, blanks of all kinds, Arabic separators. */
const numberPattern = /[-−]?\s?\p{Nd}(?:[.,'’\u00a0\u202f\u2009 ٫٬]?\p{Nd})*/u

/**
 * The first number of a text, as people write prices: `1,299.00 $`, `1.299,00 €`, `1 299,- kr`, `1'299.–`, `₹1,23,456`.
 *
 * Of two kinds of separators the last is the decimal one; one that stands several times groups. Where there is one
 * alone with three digits behind it, `locale` says what it is, and without one it groups.
 *
 * @throws ReadingError `probe-number-unreadable`
 */
export function readNumber(text: string, locale: string | undefined): number {
  const found = numberPattern.exec(text)?.[0]
  if (found === undefined) {
    throw new ReadingError('probe-number-unreadable', `«${text.slice(0, 80)}» holds no number`)
  }
  const plain = found
    .replaceAll(/\p{Nd}/gu, westernDigit)
    .replaceAll(/[\s\u00a0\u202f\u2009'’٬]/g, '')
  const sign = /^[-−]/.test(plain) ? -1 : 1
  const digits = plain.replace(/^[-−]/, '').replaceAll('٫', '.')
  const decimalAt = decimalPlace(digits, locale)
  const whole = digits.slice(0, decimalAt).replaceAll(/[.,]/g, '')
  const fraction = digits.slice(decimalAt + 1)
  return sign * Number(fraction === '' ? whole : `${whole}.${fraction}`)
}

/** Where the decimal separator is; the end where there is none. */
function decimalPlace(digits: string, locale: string | undefined): number {
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','))
  if (last === -1) return digits.length
  const separator = digits[last] ?? ''
  const isAlone = digits.indexOf(separator) === last
  const hasOther = digits.includes(separator === '.' ? ',' : '.')
  if (!isAlone) return digits.length
  const groups = digits.length - last - 1 === 3 && last <= 3 && !digits.startsWith('0')
  if (hasOther || !groups) return last
  return decimalOf(locale) === separator ? last : digits.length
}

/** What separates the fraction in a language; nothing where it is not known. */
function decimalOf(locale: string | undefined): string | undefined {
  if (locale === undefined) return undefined
  try {
    return new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')
      ?.value
  } catch {
    return undefined
  }
}

/** Decimal digits stand in blocks of ten, each beginning with its zero. */
function westernDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  if (code < 0x80) return digit
  for (let zero = code; zero > code - 10; zero--) {
    if (!/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) return String(code - zero)
  }
  return String((code - 0x30) % 10)
}
