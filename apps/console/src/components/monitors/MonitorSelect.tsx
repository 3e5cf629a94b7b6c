import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { monitorNamesQuery } from '../../queries/monitors.ts'
import { useGateway } from '../../session/gateway.tsx'

interface MonitorSelectProps {
  /** From the address. */
  readonly monitor: string | undefined
  readonly onChoose: (monitor: string | undefined) => void
}

const settleMs = 180

/** Chooses one of the monitors, of which there may be more than a list holds: typing finds them. */
export function MonitorSelect({ monitor, onChoose }: MonitorSelectProps) {
  const [typed, setTyped] = useState('')
  const [asked] = useDebouncedValue(typed === monitor ? '' : typed, settleMs)
  const names = useQuery(monitorNamesQuery(useGateway(), asked)).data ?? []
  const data = monitor !== undefined && !names.includes(monitor) ? [monitor, ...names] : names
  return (
    <Select
      aria-label="Monitor"
      placeholder="Any monitor"
      searchable
      clearable
      w={230}
      data={data}
      value={monitor ?? null}
      onSearchChange={setTyped}
      nothingFoundMessage="No monitor is called so"
      onChange={(next) => onChoose(next ?? undefined)}
    />
  )
}
