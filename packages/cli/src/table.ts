/** One column: its heading, and what becomes of it when the terminal is narrow. */
export interface Column {
  readonly title: string
  /** It is cut before the others. */
  readonly shrinks?: boolean
  /** It is left out where those that shrink could not be read any more. */
  readonly yields?: boolean
}

const gap = '  '
const narrowest = 8
/** A cell cut shorter than this tells nobody anything. */
const readable = 24
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u
const segmenter = new Intl.Segmenter()

/**
 * Lays cells out in aligned columns; `maxWidth` is the terminal's, infinite where there is none. `paint`
 * colours a cell after it was measured.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { maxWidth, paint }: { maxWidth: number; paint: (text: string, column: number) => string },
): string[] {
  const lines = [columns.map(({ title }) => title), ...rows].map((cells) => cells.map(oneLine))
  const widest = natural(columns, lines)
  const widths = fit(columns, widest, maxWidth)
  const isUnreadable = widths.some((width, i) => width < Math.min(readable, widest[i] ?? 0))
  const last = columns.findLastIndex((column) => column.yields)
  if (isUnreadable && last >= 0) {
    const without = <T>(cells: readonly T[]) => cells.filter((_cell, index) => index !== last)
    // A cell keeps its colour: it is found by the column's own place.
    const moved = (text: string, index: number) => paint(text, index < last ? index : index + 1)
    return renderTable(without(columns), rows.map(without), { maxWidth, paint: moved })
  }
  return lines.map((cells, row) =>
    cells
      .map((cell, index) => {
        const text = cut(cell, widths[index] ?? 0)
        const isLast = index === cells.length - 1
        const padding = isLast ? '' : ' '.repeat((widths[index] ?? 0) - widthOf(text))
        return (row === 0 ? text : paint(text, index)) + padding
      })
      .join(gap)
      .trimEnd(),
  )
}

/** Columns a text takes on a terminal. */
export function widthOf(text: string): number {
  let width = 0
  for (const { segment } of segmenter.segment(text)) width += wide.test(segment) ? 2 : 1
  return width
}

function natural(columns: readonly Column[], lines: readonly (readonly string[])[]): number[] {
  return columns.map((_column, index) =>
    lines.reduce((most, cells) => Math.max(most, widthOf(cells[index] ?? '')), 0),
  )
}

/** Takes what is too much from the columns that shrink, the widest first. */
function fit(columns: readonly Column[], widths: readonly number[], maxWidth: number): number[] {
  const fitted = [...widths]
  const total = () => fitted.reduce((sum, width) => sum + width + gap.length, -gap.length)
  for (let over = total() - maxWidth; over > 0; over = total() - maxWidth) {
    const candidates = fitted.flatMap((width, index) =>
      columns[index]?.shrinks && width > narrowest ? [{ width, index }] : [],
    )
    const [widest, next] = candidates.toSorted((a, b) => b.width - a.width)
    if (!widest) break
    const step = Math.max(1, Math.min(over, widest.width - (next?.width ?? narrowest)))
    fitted[widest.index] = Math.max(narrowest, widest.width - step)
  }
  return fitted
}

function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let kept = ''
  let used = 1
  for (const { segment } of segmenter.segment(text)) {
    used += widthOf(segment)
    if (used > width) break
    kept += segment
  }
  return `${kept}…`
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()
