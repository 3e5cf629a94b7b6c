import pg from 'pg'

const { builtins } = pg.types
const asText = (text: string) => text

/**
 * How values are read where `pg` would do otherwise: whole numbers of 64 bits are numbers, as none of ours
 * is beyond 2^53, and a date without a time stays the text it is rather than a moment in the local zone.
 */
const parsers: ReadonlyMap<number, (text: string) => unknown> = new Map<
  number,
  (text: string) => unknown
>([
  [builtins.INT8, Number],
  [builtins.DATE, asText],
])

export const valueParsers: pg.CustomTypesConfig = {
  getTypeParser(id: number, format?: 'text' | 'binary') {
    return parsers.get(id) ?? pg.types.getTypeParser(id, format)
  },
}
