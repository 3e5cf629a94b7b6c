import { TextInput } from '@mantine/core'

interface ReasonFieldProps {
  /** Who will see it, or where it is kept. */
  readonly description: string
  readonly value: string
  readonly onChange: (reason: string) => void
}

/** Asks in a dialog why something is done; the cursor is in it when the dialog opens. */
export function ReasonField({ description, value, onChange }: ReasonFieldProps) {
  return (
    <TextInput
      label="Reason"
      description={description}
      maxLength={1_000}
      value={value}
      data-autofocus
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
