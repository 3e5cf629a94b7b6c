import { offsetText, readerZone, zonedText } from '../../time-text.ts'
import { Ago } from '../Ago.tsx'
import styles from './TimesList.module.css'

interface TimesListProps {
  readonly label: string
  readonly times: readonly string[]
  /** The schedule's time zone; where it differs from the reader's, times are shown in both. */
  readonly zone: string
}

/** Times to come, by the reader's clock and by that of the schedule. */
export function TimesList({ label, times, zone }: TimesListProps) {
  const zones = zone === readerZone ? [readerZone] : [readerZone, zone]
  return (
    <table className={styles['times']} aria-label={label}>
      <thead>
        <tr>
          {zones.map((name) => (
            <th key={name} scope="col" title={offsetText(name)}>
              {name === readerZone ? `Here (${name})` : name}
            </th>
          ))}
          <th scope="col">In</th>
        </tr>
      </thead>
      <tbody>
        {times.map((time) => (
          <tr key={time}>
            {zones.map((name) => (
              <td key={name}>{zonedText(new Date(time), name)}</td>
            ))}
            <td>
              <Ago at={time} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
