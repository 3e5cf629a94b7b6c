import type { ProblemError } from '@temporal-registry/contract/problem'
import { useState } from 'react'
import { CodeEditor } from './CodeEditor.tsx'

interface JsonEditorProps {
  readonly label: string
  readonly value: unknown
  /** Told of every text that is JSON; an empty one is no value. */
  readonly onChange: (value: unknown) => void
  /** Told whether the text is JSON now. */
  readonly onBroken?: (isBroken: boolean) => void
  /** What is wrong with the value, by JSON pointer into it. */
  readonly faults?: readonly ProblemError[]
  readonly minRows?: number
}

/** A JSON value as text. What is typed stays as it is typed; what is no JSON says so and is not passed on. */
export function JsonEditor(props: JsonEditorProps) {
  const { label, value, onChange, onBroken, faults = none, minRows = 10 } = props
  const [text, setText] = useState(() => textOf(value))

  function change(next: string) {
    setText(next)
    const read = readJson(next)
    onBroken?.(read === undefined)
    if (read) onChange(read.value)
  }

  return (
    <CodeEditor
      label={label}
      language="json"
      value={text}
      onChange={change}
      faults={faults}
      minRows={minRows}
      maxRows={30}
    />
  )
}

const none: readonly ProblemError[] = []

const textOf = (value: unknown) => (value === undefined ? '' : JSON.stringify(value, null, 2))

function readJson(text: string): { readonly value: unknown } | undefined {
  if (text.trim() === '') return { value: undefined }
  try {
    return { value: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}
