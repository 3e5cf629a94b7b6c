import type { Comparison } from '@temporal-registry/contract/probes'
import styles from './Differences.module.css'

const by = {
  hash: 'it is the one before, letter by letter, or the first',
  rules: 'the rules of comparison say so',
  judge: 'the judge says so',
} as const

/** What became of a state since the one that is remembered. */
export function Differences({ comparison }: { comparison: Comparison }) {
  const { changed, differences, explanation } = comparison
  return (
    <div className="stack" style={{ gap: 6 }}>
      <p className="small">
        {changed ? 'It counts as another state' : 'It counts as the same state'}:{' '}
        {by[comparison.by]}.{explanation ? ` ${explanation}` : ''}
      </p>
      {differences.length > 0 ? (
        <table className={styles['differences']} aria-label="Differences">
          <thead>
            <tr>
              <th scope="col">Where</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {differences.map((difference) => (
              <tr key={difference.pointer}>
                <td>
                  <code>{difference.pointer || 'all of it'}</code>
                </td>
                <td className={styles['before']}>{valueText(difference.before)}</td>
                <td className={styles['after']}>{valueText(difference.after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </div>
  )
}

function valueText(value: unknown): string {
  if (value === undefined) return 'absent'
  const text = JSON.stringify(value)
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}
