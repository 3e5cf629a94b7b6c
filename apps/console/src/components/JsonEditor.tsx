import { Textarea } from '@mantine/core'
import { useState } from 'react'

interface JsonEditorProps {
  readonly label: string
  readonly value: unknown
  /** Told of every text that is JSON; an empty one is no value. */
  readonly onChange: (value: unknown) => void
  /** Told whether the text is JSON now. */
  readonly onBroken?: (isBroken: boolean) => void
  readonly minRows?: number
}

/** A JSON value as text. What is typed stays as it is typed; what is no JSON says so and is not passed on. */
export function JsonEditor({ label, value, onChange, onBroken, minRows = 10 }: JsonEditorProps) {
  const [text, setText] = useState(() => textOf(value))
  const fault = faultOf(text)

  function change(next: string) {
    setText(next)
    const isBroken = faultOf(next) !== undefined
    onBroken?.(isBroken)
    if (!isBroken) onChange(next.trim() === '' ? undefined : JSON.parse(next))
  }

  return (
    <Textarea
      label={label}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      error={fault}
      autosize
      minRows={minRows}
      maxRows={30}
      spellCheck={false}
      autoCapitalize="off"
      styles={{ input: { fontFamily: 'var(--font-code)', fontSize: 12 } }}
    />
  )
}

const textOf = (value: unknown) => (value === undefined ? '' : JSON.stringify(value, null, 2))

function faultOf(text: string): string | undefined {
  if (text.trim() === '') return undefined
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return `This is no JSON yet: ${error instanceof Error ? error.message : ''}`
  }
}
