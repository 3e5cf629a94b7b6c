import { useElementSize } from '@mantine/hooks'
import type { MonitorSeries, SeriesPoint } from '@temporal-registry/contract/monitor-series'
import { useState, type KeyboardEvent, type PointerEvent } from 'react'
import {
  drawnSpan,
  linesOf,
  nearest,
  stretchesOf,
  ticksOf,
  verdictOf,
  type Line,
  type Spot,
} from '../../monitors/chart.ts'
import { figureText } from '../../monitors/watch-text.ts'
import { dayTimeText, timeText } from '../../time-text.ts'
import { VerdictMark } from './MonitorMarks.tsx'
import styles from './StateChart.module.css'
import verdictStyles from './Verdict.module.css'

const left = 58
const right = 10
const top = 16
const plotHeight = 96
const gap = 22
const bandHeight = 12
const axisHeight = 22
const tickWidth = 92

interface StateChartProps {
  readonly series: MonitorSeries
  /** Called with the observation that is chosen. */
  readonly onOpen: (id: string) => void
}

/**
 * What a monitor found over time: a line for each number, beneath them how the looks ended, and alerts as
 * marks. Drawn as SVG: colours follow the theme, it can be walked through by the arrow keys, and a chart
 * library would weigh ten times as much.
 */
export function StateChart({ series, onOpen }: StateChartProps) {
  const { ref, width: measured } = useElementSize()
  const [chosen, setChosen] = useState<number>()
  const width = Math.max(measured, 260)
  const { points } = series
  const at = Math.min(chosen ?? points.length - 1, points.length - 1)
  const point = points[at]
  const { fromMs, toMs } = drawnSpan(series)
  const x = (ms: number) => left + ((ms - fromMs) / (toMs - fromMs)) * (width - left - right)
  const lines = linesOf(points)
  const bandTop = top + lines.length * (plotHeight + gap)
  const height = bandTop + bandHeight + axisHeight
  const ticks = ticksOf(fromMs, toMs, Math.max(2, Math.floor((width - left) / tickWidth)))

  function pointAt(event: PointerEvent<SVGSVGElement>) {
    const { left: begin } = event.currentTarget.getBoundingClientRect()
    const share = (event.clientX - begin - left) / (width - left - right)
    setChosen(nearest(points, fromMs + share * (toMs - fromMs)))
  }

  function walk(event: KeyboardEvent) {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: points.length - 1 }[event.key]
    if (event.key === 'Enter' && point) onOpen(point.id)
    if (to === undefined) return
    event.preventDefault()
    setChosen(Math.max(0, Math.min(points.length - 1, to)))
  }

  return (
    <div>
      <Readout point={point} lines={lines} />
      <div ref={ref}>
        <svg
          className={styles['chart']}
          height={height}
          role="slider"
          tabIndex={0}
          aria-label="Looks over time"
          aria-valuemin={1}
          aria-valuemax={points.length}
          aria-valuenow={at + 1}
          aria-valuetext={point ? wordsOf(point) : 'none'}
          onPointerMove={pointAt}
          onPointerLeave={() => setChosen(undefined)}
          onClick={() => point && onOpen(point.id)}
          onKeyDown={walk}
        >
          {ticks.map((tick) => (
            <g key={tick}>
              <line className={styles['grid']} x1={x(tick)} x2={x(tick)} y1={top} y2={bandTop} />
              <text className={styles['scale']} x={x(tick)} y={height - 6} textAnchor="middle">
                {dayTimeText(new Date(tick), toMs - fromMs)}
              </text>
            </g>
          ))}
          {lines.map((line, index) => (
            <Plot
              key={line.pointer}
              {...{ line, x, width, point }}
              plotTop={top + index * (plotHeight + gap)}
            />
          ))}
          {stretchesOf(points, toMs).map(({ fromMs: begin, toMs: end, verdict }) => (
            <rect
              key={begin}
              className={verdictStyles[verdict]}
              x={x(begin)}
              width={Math.max(2, x(end) - x(begin))}
              // Shape as well as colour: looks whose condition does not hold are a thin line.
              y={verdict === 'not' ? bandTop + 8 : bandTop}
              height={verdict === 'not' ? 4 : bandHeight}
              rx={1}
            />
          ))}
          {series.alerts.map(({ id, at: told, edge, muted }) => {
            const isOver = edge === 'recovery' || edge === 'restored'
            const kind = muted ? styles['muted'] : isOver ? styles['over'] : ''
            const place = x(Date.parse(told))
            return (
              <g key={id}>
                <line
                  className={`${styles['alertLine']} ${kind}`}
                  {...{ x1: place, x2: place, y1: 8, y2: bandTop }}
                />
                <path
                  className={`${styles['alert']} ${kind}`}
                  d={
                    isOver
                      ? `M${place - 5} 9 L${place} 1 L${place + 5} 9z`
                      : `M${place - 5} 1 L${place + 5} 1 L${place} 9z`
                  }
                />
              </g>
            )
          })}
          {point ? (
            <line
              className={styles['cursor']}
              x1={x(Date.parse(point.at))}
              x2={x(Date.parse(point.at))}
              y1={top}
              y2={bandTop + bandHeight}
            />
          ) : null}
        </svg>
      </div>
    </div>
  )
}

interface PlotProps {
  readonly line: Line
  readonly x: (ms: number) => number
  readonly width: number
  readonly plotTop: number
  readonly point: SeriesPoint | undefined
}

function Plot({ line, x, width, plotTop, point }: PlotProps) {
  const { pointer, low, high, pieces } = line
  const y = (value: number) => plotTop + (1 - (value - low) / (high - low)) * plotHeight
  const foot = plotTop + plotHeight
  const path = (piece: readonly Spot[]) =>
    piece.map(({ atMs, value }, index) => `${index ? 'L' : 'M'}${x(atMs)} ${y(value)}`).join('')
  const value = point?.numbers[pointer]
  const values = pieces.flat().map((spot) => spot.value)
  const scale = [...new Set([Math.min(...values), Math.max(...values)])]
  return (
    <g>
      <line className={styles['grid']} x1={left} x2={width - right} y1={foot} y2={foot} />
      {scale.map((mark) => (
        <text key={mark} className={styles['scale']} x={left - 8} y={y(mark) + 4} textAnchor="end">
          {figureText(mark)}
        </text>
      ))}
      {pieces.map((piece) => {
        const [first] = piece
        const last = piece.at(-1)
        if (!first || !last) return null
        if (piece.length === 1) {
          return (
            <circle
              key={first.atMs}
              className={styles['spot']}
              cx={x(first.atMs)}
              cy={y(first.value)}
              r={2.5}
            />
          )
        }
        return (
          <g key={first.atMs}>
            <path
              className={styles['area']}
              d={`${path(piece)}L${x(last.atMs)} ${foot}L${x(first.atMs)} ${foot}z`}
            />
            <path className={styles['line']} d={path(piece)} />
          </g>
        )
      })}
      <text className={styles['name']} x={left + 6} y={plotTop + 4}>
        {nameOf(pointer)}
      </text>
      {point && value !== undefined ? (
        <circle
          className={styles['cursorSpot']}
          cx={x(Date.parse(point.at))}
          cy={y(value)}
          r={3.5}
        />
      ) : null}
    </g>
  )
}

function Readout({ point, lines }: { point: SeriesPoint | undefined; lines: readonly Line[] }) {
  if (!point) return null
  return (
    <div className={styles['readout']}>
      <time className="muted">{timeText(new Date(point.at))}</time>
      <VerdictMark verdict={verdictOf(point)} />
      {lines.map(({ pointer }) => {
        const value = point.numbers[pointer]
        return value === undefined ? null : (
          <span key={pointer} className="muted">
            {nameOf(pointer)} <span className={styles['figure']}>{figureText(value)}</span>
          </span>
        )
      })}
      {point.looks > 1 ? <span className="muted">of {point.looks} looks</span> : null}
    </div>
  )
}

/** `/price` is a member as people call it; deeper places are shown as they are. */
export const nameOf = (pointer: string) =>
  pointer.replace(/^\//, '').replaceAll('/', '.') || 'value'

function wordsOf(point: SeriesPoint): string {
  const numbers = Object.entries(point.numbers).map(
    ([pointer, value]) => `${nameOf(pointer)} ${figureText(value)}`,
  )
  const verdict = { holds: 'holds', not: 'does not hold', failed: 'failed', open: 'being judged' }
  return [timeText(new Date(point.at)), verdict[verdictOf(point)], ...numbers].join(', ')
}
