import { Select } from '@mantine/core'

interface FilterSelectProps<W extends string> {
  readonly label: string
  /** What it says while nothing is chosen. */
  readonly placeholder: string
  readonly words: readonly W[]
  readonly value: W | undefined
  readonly onChange: (word: W | undefined) => void
  /** Default: the word without its underscores. */
  readonly textOf?: (word: W) => string
  readonly isSearchable?: boolean
  readonly width?: number
}

/** One of a few words that narrows a list, or none. */
export function FilterSelect<W extends string>(props: FilterSelectProps<W>) {
  const { label, placeholder, words, value, onChange, isSearchable = false, width = 130 } = props
  const { textOf = (word) => word.replaceAll('_', ' ') } = props
  return (
    <Select
      aria-label={label}
      placeholder={placeholder}
      clearable
      searchable={isSearchable}
      w={width}
      data={words.map((word) => ({ value: word, label: textOf(word) }))}
      value={value ?? null}
      onChange={(next) => onChange(words.find((word) => word === next))}
    />
  )
}
