import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { memo, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { EndOfList } from './EndOfList.tsx'
import styles from './DataTable.module.css'

export interface Column<R> {
  readonly name: string
  readonly cell: (row: R) => ReactNode
  /** CSS width; one column without takes what is left. */
  readonly width?: string
  /** Left out where there is no room for it. */
  readonly isWide?: boolean
  readonly isNumber?: boolean
}

interface DataTableProps<R> {
  /** What is listed, for those who hear the page. */
  readonly label: string
  /** A constant: with a new array at each rendering, every row would be drawn again. */
  readonly columns: readonly Column<R>[]
  readonly rows: readonly R[]
  readonly keyOf: (row: R) => string
  /** Called when the end comes into sight. */
  readonly onEnd?: (() => void) | undefined
}

const rowHeight = 35
/** Lists up to this length are drawn whole, so that the browser's search finds every row. */
const virtualFrom = 60

/**
 * Rows of equal height. Of long lists only those in sight are drawn, between two empty ones that keep the
 * page as long as it would be.
 */
export function DataTable<R>({ label, columns, rows, keyOf, onEnd }: DataTableProps<R>) {
  const table = useRef<HTMLTableElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    setTop((table.current?.getBoundingClientRect().top ?? 0) + window.scrollY)
  }, [])
  const isVirtual = rows.length > virtualFrom
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: top,
    enabled: isVirtual,
  })
  const drawn = virtualizer.getVirtualItems()
  const first = drawn[0]
  const last = drawn.at(-1)
  const shown = isVirtual ? drawn.flatMap(({ index }) => rows[index] ?? []) : rows
  const before = isVirtual && first ? first.start - top : 0
  const after = isVirtual && last ? virtualizer.getTotalSize() - (last.end - top) : 0

  return (
    <>
      <table ref={table} className={styles['table']} aria-label={label} aria-rowcount={rows.length}>
        <colgroup>
          {columns.map(({ name, width, isWide }) => (
            <col
              key={name}
              className={isWide ? styles['wide'] : undefined}
              style={width === undefined ? undefined : { width }}
            />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" className={classOf(column)}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer height={before} span={columns.length} />
          {shown.map((row) => (
            <Row key={keyOf(row)} row={row} columns={columns} />
          ))}
          <Spacer height={after} span={columns.length} />
        </tbody>
      </table>
      {onEnd ? <EndOfList onSeen={onEnd} count={rows.length} /> : null}
    </>
  )
}

/** Drawn again only when its data changed: lists grow by pages, and are read again every few seconds. */
const Row = memo(RowOf) as typeof RowOf

function RowOf<R>({ row, columns }: { row: R; columns: readonly Column<R>[] }) {
  return (
    <tr>
      {columns.map((column) => (
        <td key={column.name} className={classOf(column)}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  )
}

function classOf({ isWide, isNumber }: Pick<Column<unknown>, 'isWide' | 'isNumber'>) {
  return [isWide ? styles['wide'] : '', isNumber ? styles['number'] : ''].join(' ').trim()
}

function Spacer({ height, span }: { height: number; span: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden="true" className={styles['spacer']} style={{ height }}>
      <td colSpan={span} />
    </tr>
  )
}
