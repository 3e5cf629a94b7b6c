const shape =
  /^(\d{4})-(\d\d)-(\d\d)t([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i

/**
 * True for RFC 3339 text of a time there is, with its zone. No leap seconds: `Date` makes NaN of them, and
 * a start at NaN would be a start at once.
 */
export function isDateTime(text: string): boolean {
  const [, year, month, day] = shape.exec(text) ?? []
  if (day === undefined) return false
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  return date.getUTCMonth() === Number(month) - 1 && !Number.isNaN(Date.parse(text))
}
