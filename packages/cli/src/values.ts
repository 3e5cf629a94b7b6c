import { UsageError } from './usage-error.ts'

/** Reads a number from a flag that may be absent. @throws UsageError */
export function toNumber(
  flag: string,
  text: string | undefined,
  { min = 0, isWhole = false }: { min?: number; isWhole?: boolean } = {},
): number | undefined {
  if (text === undefined) return undefined
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!Number.isFinite(value) || value < min || (isWhole && !Number.isInteger(value)))
    throw new UsageError(`${flag} has to be a ${isWhole ? 'whole ' : ''}number from ${min} on`, {
      why: `It is «${text}»`,
    })
  return value
}

/** Reads repeated `name=value` flags. @throws UsageError */
export function toPairs(flag: string, texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=')
      if (at < 1) throw new UsageError(`${flag} is written name=value`, { why: `It is «${text}»` })
      return [text.slice(0, at), text.slice(at + 1)]
    }),
  )
}

/** Leaves out the members that are undefined. */
export function given<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
