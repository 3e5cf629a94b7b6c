import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language'
import { setDiagnostics } from '@codemirror/lint'
import { Compartment, EditorState } from '@codemirror/state'
import {
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view'
import type { ProblemError } from '@temporal-registry/contract/problem'
import { useEffect, useMemo, useRef } from 'react'
import { codeLook } from '../editor/code-look.ts'
import { placeFaults, type PlacedFault } from '../editor/fault-places.ts'
import { formatCode } from '../editor/format-code.ts'
import { loadLanguage } from '../editor/languages.ts'
import { Icon } from '../ui/icons.tsx'
import type { CodeEditorProps } from './CodeEditor.tsx'
import styles from './CodeEditor.module.css'

type CodeFieldProps = Omit<CodeEditorProps, 'label'> & {
  readonly labelId: string
  readonly noteId: string
}

const rowEm = 1.6
const none: readonly ProblemError[] = []

/** The editor itself. Tab leaves it, as everywhere; Ctrl-] and Ctrl-[ move a line in and out. */
export function CodeField(props: CodeFieldProps) {
  const { value, language, onChange, faults = none, doubts = none, labelId, noteId } = props
  const { minRows = 10, maxRows = 34 } = props
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const parts = useRef({ language: new Compartment(), content: new Compartment() })
  const latest = useRef({ onChange, language })
  latest.current = { onChange, language }
  // By what they say: whoever tells of them may make their lists anew each time.
  const told = JSON.stringify([faults, doubts])
  const placed = useMemo(
    () => placeFaults(value, language, { faults, doubts }),
    [value, language, told],
  )
  const isReadOnly = onChange === undefined

  useEffect(() => {
    const { current: parent } = place
    if (!parent) return
    const made = new EditorView({
      parent,
      state: EditorState.create({
        doc: value,
        extensions: [
          lineNumbers(),
          foldGutter({ openText: '▾', closedText: '▸' }),
          history(),
          indentOnInput(),
          bracketMatching(),
          highlightActiveLine(),
          highlightActiveLineGutter(),
          EditorView.lineWrapping,
          keymap.of([
            { key: 'Shift-Alt-f', run: format },
            ...defaultKeymap,
            ...historyKeymap,
            ...foldKeymap,
          ]),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) latest.current.onChange?.(state.doc.toString())
          }),
          codeLook,
          parts.current.language.of([]),
          parts.current.content.of([]),
        ],
      }),
    })
    view.current = made
    return () => made.destroy()
    // Made once: what changes afterwards is told to it below.
  }, [])

  useEffect(() => {
    let isStale = false
    void loadLanguage[language]().then((extension) => {
      if (isStale) return
      view.current?.dispatch({ effects: parts.current.language.reconfigure(extension) })
    })
    return () => {
      isStale = true
    }
  }, [language])

  useEffect(() => {
    const attributes = {
      'aria-labelledby': labelId,
      'aria-describedby': noteId,
      'aria-invalid': String(placed.some(({ isDoubt }) => !isDoubt)),
      spellcheck: 'false',
      // It is reached without, but not everybody's tools know.
      tabindex: '0',
    }
    view.current?.dispatch({
      effects: parts.current.content.reconfigure([
        EditorView.contentAttributes.of(attributes),
        EditorState.readOnly.of(isReadOnly),
      ]),
    })
  }, [labelId, noteId, placed, isReadOnly])

  useEffect(() => {
    const { current } = view
    if (!current || current.state.doc.toString() === value) return
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: value } })
  }, [value])

  useEffect(() => {
    const { current } = view
    if (!current || current.state.doc.toString() !== value) return
    const diagnostics = placed.map(({ from, to, detail, isDoubt }) => ({
      from,
      to,
      message: detail,
      severity: isDoubt ? ('warning' as const) : ('error' as const),
    }))
    current.dispatch(setDiagnostics(current.state, diagnostics))
  }, [placed, value])

  function format(target: EditorView): boolean {
    const text = target.state.doc.toString()
    const next = formatCode(text, latest.current.language)
    if (next === text || latest.current.onChange === undefined) return true
    target.dispatch({ changes: { from: 0, to: text.length, insert: next } })
    return true
  }

  function goTo({ from, to }: PlacedFault) {
    view.current?.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true })
    view.current?.focus()
  }

  return (
    <>
      <div
        ref={place}
        className={styles['field']}
        style={{
          ['--min-height' as string]: `${minRows * rowEm}em`,
          ['--max-height' as string]: `${maxRows * rowEm}em`,
        }}
      />
      <FaultList id={noteId} faults={placed} onChoose={goTo} />
    </>
  )
}

interface FaultListProps {
  readonly id: string
  readonly faults: readonly PlacedFault[]
  readonly onChoose: (fault: PlacedFault) => void
}

/** What is wrong, line by line; each leads to its place. */
function FaultList({ id, faults, onChoose }: FaultListProps) {
  return (
    <ul id={id} className={styles['faults']} aria-label="What is wrong, by line">
      {faults.map((fault) => (
        <li key={`${fault.pointer} ${fault.detail}`}>
          <button
            type="button"
            className={fault.isDoubt ? styles['doubt'] : styles['fault']}
            onClick={() => onChoose(fault)}
          >
            <span className={styles['line']}>
              <Icon name="right" size={12} /> line {fault.line}
            </span>
            <span className="wrap">
              {fault.detail} {fault.pointer ? <code>{fault.pointer}</code> : null}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
