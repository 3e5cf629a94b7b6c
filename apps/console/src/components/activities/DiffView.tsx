import { lineDiff, nearChanges, type DiffRow } from '../../activities/line-diff.ts'
import { countText } from '../../count-text.ts'
import styles from './DiffView.module.css'

interface DiffViewProps {
  readonly label: string
  readonly old: { readonly name: string; readonly text: string }
  readonly new: { readonly name: string; readonly text: string }
}

/** Two texts side by side, or one under the other where there is no room; only what is near a change. */
export function DiffView({ label, old, new: next }: DiffViewProps) {
  const rows = lineDiff(old.text, next.text)
  if (rows.every(({ kind }) => kind === 'same')) {
    return <p className="muted small">They say the same.</p>
  }
  const shown = nearChanges(rows)
  return (
    <div className={styles['frame']} tabIndex={0} role="region" aria-label={label}>
      <table className={styles['diff']} aria-label={label}>
        <colgroup>
          <col className={styles['numbers']} />
          <col />
          <col className={styles['numbers']} />
          <col />
        </colgroup>
        <thead>
          <tr>
            <th scope="col" colSpan={2}>
              {old.name}
            </th>
            <th scope="col" colSpan={2}>
              {next.name}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row, at) =>
            typeof row === 'number' ? (
              // Gaps have no other key than their position.
              <tr key={`gap ${at}`} className={styles['gap']}>
                <td colSpan={4}>{countText(row, 'line')} the same</td>
              </tr>
            ) : (
              <Row key={`${row.old?.line ?? '-'} ${row.new?.line ?? '-'}`} row={row} />
            ),
          )}
        </tbody>
      </table>
    </div>
  )
}

function Row({ row }: { row: DiffRow }) {
  const isChanged = row.kind === 'changed'
  return (
    <tr>
      <Side line={row.old} tone={isChanged ? 'gone' : undefined} word="was" />
      <Side line={row.new} tone={isChanged ? 'come' : undefined} word="is" />
    </tr>
  )
}

interface SideProps {
  readonly line: DiffRow['old']
  readonly tone: 'gone' | 'come' | undefined
  readonly word: string
}

function Side({ line, tone, word }: SideProps) {
  const look = line ? (tone ? styles[tone] : '') : styles['none']
  return (
    <>
      <td className={`${styles['number']} ${look}`}>{line?.line}</td>
      <td className={`${styles['text']} ${look}`}>
        {line && tone ? <span className={styles['heard']}>{word}: </span> : null}
        {line?.text}
      </td>
    </>
  )
}
