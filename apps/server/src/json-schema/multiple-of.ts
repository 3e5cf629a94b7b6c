/**
 * Whether a number is a multiple of another as they are written. Binary division would find
 * that 19.99 is no multiple of 0.01.
 */
export function isMultipleOf(value: number, divisor: number): boolean {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(divisor)) return value % divisor === 0
  if (!Number.isFinite(value)) return false

  const [dividend, dividendExponent] = decimalOf(value)
  const [factor, factorExponent] = decimalOf(divisor)
  const exponent = Math.min(dividendExponent, factorExponent)
  return (
    scale(dividend, dividendExponent - exponent) % scale(factor, factorExponent - exponent) === 0n
  )
}

/** The shortest decimal that reads back as this number, as an integer and a power of ten. */
function decimalOf(value: number): [bigint, number] {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  return [BigInt(whole + fraction), Number(exponent) - fraction.length]
}

function scale(value: bigint, exponent: number): bigint {
  return value * 10n ** BigInt(exponent)
}
