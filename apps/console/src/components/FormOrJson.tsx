import { SegmentedControl } from '@mantine/core'

interface FormOrJsonProps {
  /** What is written, as one would name it: `input`. */
  readonly what: string
  readonly isForm: boolean
  /** The text is no JSON, so that no form can be drawn of it. */
  readonly isBroken: boolean
  readonly onChange: (isForm: boolean) => void
}

/** Whether something is filled in or written. */
export function FormOrJson({ what, isForm, isBroken, onChange }: FormOrJsonProps) {
  return (
    <SegmentedControl
      aria-label={`How the ${what} is written`}
      value={isForm ? 'form' : 'json'}
      data={[
        { value: 'form', label: 'Form', disabled: isBroken },
        { value: 'json', label: 'JSON' },
      ]}
      onChange={(way) => onChange(way === 'form')}
    />
  )
}
