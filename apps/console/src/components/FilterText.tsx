import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import { Icon } from '../ui/icons.tsx'

interface FilterTextProps {
  readonly label: string
  /** From the address. */
  readonly value: string
  readonly onChange: (value: string) => void
  readonly placeholder?: string
  readonly isSearch?: boolean
  readonly width?: number
}

const settleMs = 180

/** A text that narrows a list: what is typed is in the address as soon as the typing rests. */
export function FilterText(props: FilterTextProps) {
  const { label, value, onChange, placeholder, isSearch = false, width } = props
  const [typed, setTyped] = useState(value)
  const sent = useRef(value)
  const send = useDebouncedCallback((next: string) => {
    sent.current = next
    onChange(next)
  }, settleMs)
  // Another address, not the one made here: going back, a link.
  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    setTyped(value)
  }, [value])

  return (
    <TextInput
      type={isSearch ? 'search' : 'text'}
      aria-label={label}
      placeholder={placeholder ?? label}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        send(event.currentTarget.value)
      }}
      leftSection={isSearch ? <Icon name="search" size={14} /> : undefined}
      style={{ flex: `0 1 ${width ?? 220}px` }}
    />
  )
}
