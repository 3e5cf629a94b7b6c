import type { ProblemError } from '@temporal-registry/contract/problem'
import { useState } from 'react'
import { parse, stringify } from 'yaml'
import { isSchema } from '../../schema/json-schema.ts'
import { CodeEditor } from '../CodeEditor.tsx'

interface BodyTextProps {
  readonly label: string
  readonly language: 'json' | 'yaml'
  readonly value: object
  /** Told of every text that is an object. */
  readonly onChange: (value: Readonly<Record<string, unknown>>) => void
  readonly onBroken: (isBroken: boolean) => void
  readonly faults: readonly ProblemError[]
  readonly doubts: readonly ProblemError[]
}

/** The body of a request as text. What is typed is kept as typed; only what can be read as an object is passed on. */
export function BodyText(props: BodyTextProps) {
  const { label, language, value, onChange, onBroken, faults, doubts } = props
  const [text, setText] = useState(() =>
    language === 'json' ? JSON.stringify(value, null, 2) : stringify(value),
  )

  function change(next: string) {
    setText(next)
    const read = readObject(next, language)
    onBroken(read === undefined)
    if (read) onChange(read)
  }

  return (
    <CodeEditor
      {...{ label, language, faults, doubts }}
      value={text}
      onChange={change}
      minRows={24}
      maxRows={44}
    />
  )
}

function readObject(text: string, language: 'json' | 'yaml') {
  try {
    const value: unknown = language === 'json' ? JSON.parse(text) : parse(text)
    return isSchema(value) ? value : undefined
  } catch {
    return undefined
  }
}
