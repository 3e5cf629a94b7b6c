import { Select } from '@mantine/core'
import { useMemo } from 'react'
import { offsetText, readerZone } from '../../time-text.ts'

interface TimeZoneSelectProps {
  readonly value: string
  readonly onChange: (zone: string) => void
  readonly error: string | undefined
}

const shown = 50

/** A zone of the IANA database, the reader's own and UTC first. */
export function TimeZoneSelect({ value, onChange, error }: TimeZoneSelectProps) {
  const zones = useMemo(
    () => [...new Set(['UTC', readerZone, value, ...Intl.supportedValuesOf('timeZone')])],
    [value],
  )
  return (
    <Select
      label="Time zone"
      description={`Of cron lines and calendars; now ${offsetText(value)}`}
      searchable
      allowDeselect={false}
      limit={shown}
      nothingFoundMessage="There is no such zone"
      data={zones}
      value={value}
      error={error}
      onChange={(zone) => onChange(zone ?? 'UTC')}
    />
  )
}
