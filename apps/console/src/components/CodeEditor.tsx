import type { ProblemError } from '@temporal-registry/contract/problem'
import { lazy, Suspense, useId } from 'react'
import type { CodeLanguage } from '../editor/fault-places.ts'
import styles from './CodeEditor.module.css'

export interface CodeEditorProps {
  readonly label: string
  readonly value: string
  readonly language: CodeLanguage
  /** Absent: the text is there to be read. */
  readonly onChange?: ((text: string) => void) | undefined
  /** What is wrong with the values of the text, by JSON pointer; what is wrong with its form, it says by itself. */
  readonly faults?: readonly ProblemError[]
  /** What may not be meant so, likewise. */
  readonly doubts?: readonly ProblemError[]
  readonly minRows?: number
  readonly maxRows?: number
}

/** The editor weighs as much as several pages: it comes when a text is first shown in it. */
const CodeField = lazy(async () => {
  const { CodeField: component } = await import('./CodeField.tsx')
  return { default: component }
})

/** Code to write, with what is wrong at its lines and listed beneath. */
export function CodeEditor({ label, ...field }: CodeEditorProps) {
  const id = useId()
  const { value, minRows = 10 } = field
  return (
    <div className={styles['editor']}>
      <div className={styles['head']}>
        <span id={`${id}-label`} className={styles['label']}>
          {label}
        </span>
        {field.language === 'json' || field.language === 'yaml' ? (
          <span className={styles['hint']}>Shift-Alt-F lays it out</span>
        ) : null}
      </div>
      <Suspense
        fallback={
          <pre className={styles['waiting']} style={{ minHeight: `${minRows * 1.6}em` }}>
            {value}
          </pre>
        }
      >
        <CodeField {...field} labelId={`${id}-label`} noteId={`${id}-note`} />
      </Suspense>
    </div>
  )
}
