import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { definitionNamesQuery } from '../../queries/activities.ts'
import { useGateway } from '../../session/gateway.tsx'

interface DefinitionChoiceProps {
  /** Id of the definition. */
  readonly value: string | undefined
  readonly onChange: (id: string | undefined) => void
}

/** Narrows a list to what came of one definition. */
export function DefinitionChoice({ value, onChange }: DefinitionChoiceProps) {
  const names = useQuery(definitionNamesQuery(useGateway())).data ?? []
  const isKnown = value === undefined || names.some((one) => one.value === value)
  return (
    <Select
      aria-label="Definition"
      placeholder="Any definition"
      clearable
      searchable
      w={220}
      // Deleted definitions and monitors are not among the choices, but have rows in the list.
      data={isKnown ? names : [...names, { value, label: value }]}
      value={value ?? null}
      onChange={(id) => onChange(id ?? undefined)}
    />
  )
}
