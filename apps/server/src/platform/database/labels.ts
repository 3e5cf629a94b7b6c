import { sql, type RawBuilder } from 'kysely'

/** Whether labels, a JSON object of texts, have `name=value`, or `name` with any value. */
export function hasLabel(labels: RawBuilder<unknown>, selector: string): RawBuilder<boolean> {
  const at = selector.indexOf('=')
  if (at === -1) return sql<boolean>`jsonb_exists(${labels}, ${selector})`
  const label = { [selector.slice(0, at)]: selector.slice(at + 1) }
  return sql<boolean>`${labels} @> ${JSON.stringify(label)}::jsonb`
}
