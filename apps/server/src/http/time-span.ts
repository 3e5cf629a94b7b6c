/** The times that a query or a body names, RFC 3339, as moments; a bound that it does not name is open. */
export function spanOf({
  from,
  to,
}: {
  readonly from?: string | undefined
  readonly to?: string | undefined
}): {
  readonly from: Date | undefined
  readonly to: Date | undefined
} {
  return {
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
  }
}
