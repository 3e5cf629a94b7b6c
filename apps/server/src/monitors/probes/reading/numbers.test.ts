import { expect, test } from 'vitest'
import { readNumber } from './numbers.ts'

test.each<[string, number, string?]>([
  ['120', 120],
  ['$1,299.00', 1299],
  ['1.299,00 €', 1299],
  ['1 299,50 kr', 1299.5],
  ['1 299,50', 1299.5],
  ["CHF 1'299.–", 1299],
  ['₹1,23,456.78', 123456.78],
  ['12,5 %', 12.5],
  ['0.999', 0.999],
  ['1.2345', 1.2345],
  ['−5 °C', -5],
  ['from 3.99 to 5.99', 3.99],
  ['1.299', 1299],
  ['1,299', 1299],
  ['1.299', 1.299, 'en'],
  ['1.299', 1299, 'de'],
  ['1,789 €/l', 1.789, 'de-DE'],
  ['1,299', 1299, 'en-US'],
  ['1234.567', 1234.567],
  ['1.234.567', 1234567],
  ['١٢٫٥', 12.5],
  ['१२३', 123],
  ['９９', 99],
  ['1.5', 1.5, 'no-such-locale-anywhere'],
])('«%s» is %d', (text, number, locale) => {
  expect(readNumber(text, locale)).toBe(number)
})

test('what holds no digit is no number', () => {
  expect(() => readNumber('sold out', undefined)).toThrow('«sold out» holds no number')
})
