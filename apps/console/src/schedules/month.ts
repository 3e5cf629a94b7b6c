/** A month as it is addressed: `2026-11`. */
export type Month = string

/** The weeks of a month, Monday first: dates such as `2026-11-30`, and nothing where a day is another month's. */
export function weeksOf(month: Month): readonly (readonly (string | undefined)[])[] {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const before = (new Date(Date.UTC(year, number - 1, 1)).getUTCDay() + 6) % 7
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate()
  const cells = [
    ...Array.from({ length: before }, () => undefined),
    ...Array.from({ length: count }, (_, at) => `${month}-${String(at + 1).padStart(2, '0')}`),
  ]
  return Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) =>
    Array.from({ length: 7 }, (_day, at) => cells[week * 7 + at]),
  )
}

/** The month so many after another. */
export function monthAfter(month: Month, months: number): Month {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7)
}

/** Text that is a month which can be asked for. */
export function isMonth(text: string): boolean {
  return /^(19[7-9]\d|20\d\d)-(0[1-9]|1[0-2])$/.test(text)
}

/** How strongly a day is coloured, of 4: by orders of magnitude, as schedules fire once a day or once a second. */
export function strengthOf(fires: number): 0 | 1 | 2 | 3 | 4 {
  if (fires === 0) return 0
  if (fires <= 1) return 1
  if (fires <= 24) return 2
  return fires <= 288 ? 3 : 4
}

/** Times of a day by the hour: its label, and minutes with seconds where they are not whole. */
export function hoursOf(
  times: readonly string[],
  clockOf: (time: string) => string,
): readonly { readonly hour: string; readonly times: readonly string[] }[] {
  const hours: { hour: string; times: string[] }[] = []
  for (const time of times) {
    const clock = clockOf(time)
    const hour = clock.slice(0, 2)
    const last = hours.at(-1)
    const shown = clock.endsWith(':00') ? clock.slice(0, 5) : clock
    if (last?.hour === hour) last.times.push(shown)
    else hours.push({ hour, times: [shown] })
  }
  return hours
}
