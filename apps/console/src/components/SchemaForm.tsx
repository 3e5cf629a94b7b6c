import '@mantine/dates/styles.css'
import { Validator } from '@cfworker/json-schema'
import { withTheme } from '@rjsf/core'
import { Theme } from '@rjsf/mantine'
import type { ErrorSchema, RJSFSchema, UiSchema, ValidatorType } from '@rjsf/utils'
import type { ProblemError } from '@temporal-registry/contract/problem'
import { useCallback, useMemo, useRef } from 'react'
import { faultTree, formSchema } from '../schema/form-schema.ts'
import type { Schema } from '../schema/json-schema.ts'
import styles from './SchemaForm.module.css'
import { BrokenFields, fields, formWords, templates, widgets } from './SchemaFormParts.tsx'

const Form = withTheme(Theme)

export interface SchemaFormProps {
  readonly schema: Schema
  readonly value: unknown
  readonly onChange: (value: unknown) => void
  /** Told whether a field holds a text that is no JSON; what is sent then is what it held before. */
  readonly onBroken?: ((isBroken: boolean) => void) | undefined
  /** What the gateway finds wrong, at fields of this form. */
  readonly errors: readonly ProblemError[]
  /** What pointers of errors begin with. */
  readonly under: string
  /** Begins the ids of fields, where there are several forms. */
  readonly name?: string
}

/**
 * A form drawn from a JSON Schema. It checks nothing by itself: what is wrong, the gateway says, in the same
 * words as everywhere.
 */
export function SchemaForm(props: SchemaFormProps) {
  const { schema, value, onChange, onBroken, errors, under, name = 'input' } = props
  const drawn = useMemo(() => formSchema(schema) as RJSFSchema, [schema])
  const faults = useMemo(() => faultTree(errors, under) as ErrorSchema, [errors, under])
  const tellBroken = useBrokenFields(onBroken)
  return (
    <div className={styles['form']}>
      <BrokenFields value={tellBroken}>
        <Form
          schema={drawn}
          uiSchema={uiSchema}
          validator={branchChooser}
          formData={value}
          onChange={({ formData }) => onChange(formData)}
          extraErrors={faults}
          idPrefix={name}
          noValidate
          noHtml5Validate
          templates={templates}
          fields={fields}
          widgets={widgets}
          translateString={formWords}
          showErrorList={false}
          // A form in a form is none: the page has the one that is sent.
          tagName="div"
          experimental_defaultFormStateBehavior={defaults}
          useFallbackUiForUnsupportedType
        />
      </BrokenFields>
    </div>
  )
}

/** Of all fields that hold JSON, whether one cannot be read. */
function useBrokenFields(onBroken: SchemaFormProps['onBroken']) {
  const broken = useRef(new Set<string>())
  const latest = useRef(onBroken)
  latest.current = onBroken
  return useCallback((id: string, isBroken: boolean) => {
    const { current: ids } = broken
    const wasBroken = ids.size > 0
    if (isBroken) ids.add(id)
    else ids.delete(id)
    if (ids.size > 0 !== wasBroken) latest.current?.(ids.size > 0)
  }, [])
}

/** The page has the button that sends. */
const uiSchema: UiSchema = { 'ui:submitButtonOptions': { norender: true } }

/** Nothing is made up: an optional part that nobody touched is not sent. */
const defaults = {
  emptyObjectFields: 'populateRequiredDefaults',
  arrayMinItems: { populate: 'requiredOnly' },
} as const

/**
 * Tells which branch of a union a value is of, so that the form draws that one. Interpreted, as the page's
 * policy lets nothing be evaluated as code; what it cannot read counts as no match.
 */
const branchChooser: ValidatorType = {
  isValid(schema, formData, rootSchema) {
    try {
      const { $defs, definitions } = rootSchema
      const whole = {
        ...schema,
        ...($defs ? { $defs } : {}),
        ...(definitions ? { definitions } : {}),
      }
      // The two libraries' types of a schema differ; both mean JSON Schema.
      return new Validator(whole as never, '2020-12', true).validate(formData).valid
    } catch {
      return false
    }
  },
  validateFormData: () => ({ errors: [], errorSchema: {} }),
  rawValidation: () => ({}),
}
