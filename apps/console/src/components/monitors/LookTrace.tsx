import type { MonitorLook } from '@temporal-registry/contract/monitor-looks'
import { verdictOf, type Verdict } from '../../monitors/chart.ts'
import styles from './LookTrace.module.css'
import verdictStyles from './Verdict.module.css'

const width = 120
const lineHeight = 17
const bandTop = 20

/** The last looks of a monitor, small: the first number of its state, and beneath it how each look ended. */
export function LookTrace({ looks }: { looks: readonly MonitorLook[] }) {
  if (looks.length === 0) return <span className="muted">no look yet</span>
  const step = width / looks.length
  const verdicts = looks.map((look) => verdictOf(asPoint(look)))
  const [pointer] = looks.flatMap(({ numbers }) => Object.keys(numbers))
  const values = looks.map(({ numbers }) => (pointer === undefined ? undefined : numbers[pointer]))
  const spots = spotsOf(values, step)
  const last = spots.at(-1)
  return (
    <svg
      className={styles['trace']}
      viewBox={`0 0 ${width} 26`}
      role="img"
      aria-label={wordsOf(verdicts)}
    >
      <polyline
        className={styles['line']}
        points={spots.map(({ x, y }) => `${x},${y}`).join(' ')}
      />
      {last ? <circle className={styles['last']} cx={last.x} cy={last.y} r={2} /> : null}
      {verdicts.map((verdict, index) => (
        <rect
          key={looks[index]?.id}
          className={verdictStyles[verdict]}
          x={index * step}
          y={verdict === 'not' ? bandTop + 2 : bandTop}
          width={Math.max(1, step - 1)}
          height={verdict === 'not' ? 2 : 5}
          rx={1}
        />
      ))}
    </svg>
  )
}

function asPoint(look: MonitorLook) {
  const failed = look.status === 'failed' ? 1 : 0
  return { ...look, looks: 1, failed, held: look.holds ? 1 : 0 }
}

function spotsOf(values: readonly (number | undefined)[], step: number) {
  const known = values.filter((value) => value !== undefined)
  const [low, high] = [Math.min(...known), Math.max(...known)]
  return values.flatMap((value, index) => {
    if (value === undefined) return []
    const share = high === low ? 0.5 : (value - low) / (high - low)
    return [{ x: (index + 0.5) * step, y: 2 + (1 - share) * (lineHeight - 4) }]
  })
}

function wordsOf(verdicts: readonly Verdict[]): string {
  const count = (verdict: Verdict) => verdicts.filter((one) => one === verdict).length
  return `The last ${verdicts.length} looks: held at ${count('holds')}, failed at ${count('failed')}`
}
