import { Select } from '@mantine/core'
import type { ProblemError } from '@temporal-registry/contract/problem'
import type { WorkflowInfo } from '@temporal-registry/contract/registry'
import { useState } from 'react'
import { hasField, pointerTokens } from '../schema/form-schema.ts'
import { Panel } from '../ui/Panel.tsx'
import { FormOrJson } from './FormOrJson.tsx'
import { JsonEditor } from './JsonEditor.tsx'
import { SchemaFormLater } from './SchemaFormLater.tsx'

const under = '/input'

interface InputEditorProps {
  readonly type: Pick<WorkflowInfo, 'input_schema' | 'examples'>
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  readonly onBroken: (isBroken: boolean) => void
  /** What is wrong with the input. */
  readonly errors: readonly ProblemError[]
}

/** What runs of a type are given: a form of its schema, an example, or JSON. */
export function InputEditor({ type, value, onChange, onBroken, errors }: InputEditorProps) {
  const { input_schema: schema, examples } = type
  const hasSchema = Object.keys(schema).length > 0
  const [isForm, setIsForm] = useState(hasSchema)
  const [isBroken, setIsBroken] = useState(false)
  // Counts examples that were filled in: the form is made anew for each.
  const [filled, setFilled] = useState(0)
  const tellBroken = (next: boolean) => {
    setIsBroken(next)
    onBroken(next)
  }
  const placed = errors.filter(({ pointer }) => isPlaced(schema, pointer))
  return (
    <Panel
      title="Input"
      aside={
        <div className="row">
          {examples.length > 0 ? (
            <Select
              aria-label="Example"
              placeholder="Fill in an example"
              w={190}
              data={examples.map(({ name }) => name)}
              value={null}
              onChange={(name) => {
                const chosen = examples.find((one) => one.name === name)
                if (!chosen) return
                onChange(chosen.input)
                setFilled(filled + 1)
              }}
            />
          ) : null}
          {hasSchema ? (
            <FormOrJson what="input" isForm={isForm} isBroken={isBroken} onChange={setIsForm} />
          ) : null}
        </div>
      }
    >
      {isForm ? (
        <SchemaFormLater
          key={filled}
          schema={schema}
          value={value}
          onChange={(next) => {
            if (JSON.stringify(next) !== JSON.stringify(value)) onChange(next)
          }}
          onBroken={tellBroken}
          errors={placed}
          under={under}
        />
      ) : (
        <JsonEditor
          key={filled}
          label="Input as JSON"
          value={value}
          onChange={onChange}
          onBroken={tellBroken}
          faults={errors.map((error) => ({ ...error, pointer: error.pointer.slice(under.length) }))}
        />
      )}
    </Panel>
  )
}

/** Whether a form of the schema has a field where a fault points to. */
export function isPlaced(schema: WorkflowInfo['input_schema'], pointer: string): boolean {
  return pointer.startsWith(under) && hasField(schema, pointerTokens(pointer).slice(1))
}
