import { Button, Checkbox, TextInput } from '@mantine/core'
import {
  ADDITIONAL_PROPERTY_FLAG,
  buttonId,
  replaceStringParameters,
  titleId,
  TranslatableString,
  type ArrayFieldTitleProps,
  type FieldErrorProps,
  type FieldProps,
  type IconButtonProps,
  type TitleFieldProps,
  type WidgetProps,
  type WrapIfAdditionalTemplateProps,
} from '@rjsf/utils'
import { createContext, useContext, useEffect, useMemo } from 'react'
import { faultsIn, placeMark } from '../schema/form-schema.ts'
import { Icon } from '../ui/icons.tsx'
import { JsonEditor } from './JsonEditor.tsx'
import styles from './SchemaForm.module.css'

/** The title of a part: one level for all depths, as the panel it stands in has the one above. */
function PartTitle({ id, title }: Pick<TitleFieldProps, 'id' | 'title'>) {
  return (
    <h3 id={id} className={styles['title']}>
      {title}
    </h3>
  )
}

function ListTitle({ title, fieldPathId, schema }: ArrayFieldTitleProps) {
  return <PartTitle id={titleId(fieldPathId)} title={title ?? schema.title ?? ''} />
}

/** Faults of objects and lists; fields tell theirs themselves, and nothing is told twice. */
function PartFaults({ errors = [], schema, fieldPathId }: FieldErrorProps) {
  const isWhole = schema.type === 'object' || schema.type === 'array'
  if (!isWhole || errors.length === 0) return null
  return (
    <ul id={`${fieldPathId.$id}__error`} className={styles['faults']}>
      {errors.map((error, at) => (
        // The texts are all that there is of them, and two are never alike.
        <li key={typeof error === 'string' ? error : at}>{error}</li>
      ))}
    </ul>
  )
}

/** An item of a list, called by the list's name, or its own, and its number: «Shopping list 1». */
function ListItem(props: FieldProps) {
  const { registry, schema, uiSchema, title, index = 0 } = props
  const { SchemaField } = registry.fields
  // The library has put «-1» behind the name of the list.
  const name = schema.title ?? title?.replace(/-\d+$/, '')
  const isPlace = placeMark in schema && schema.title !== undefined
  const counted = name === undefined || isPlace ? name : `${name} ${index + 1}`
  const titled = useMemo(() => ({ ...uiSchema, 'ui:title': counted ?? '' }), [uiSchema, counted])
  return SchemaField ? <SchemaField {...props} uiSchema={titled} /> : null
}

/** Told by each field whether its text can be read. */
export const BrokenFields = createContext<(id: string, isBroken: boolean) => void>(() => {})

/** A part that takes any value: JSON, as there is nothing to draw a field from. */
function AnyValue(props: FieldProps) {
  const { fieldPathId, formData, onChange, errorSchema, rawErrors, schema, uiSchema, name } = props
  const tellBroken = useContext(BrokenFields)
  const { $id: id, path } = fieldPathId
  // What is removed cannot be wrong any more.
  useEffect(() => () => tellBroken(id, false), [tellBroken, id])
  const title = uiSchema?.['ui:title'] ?? schema.title ?? name
  const faults = { ...errorSchema, ...(rawErrors ? { __errors: rawErrors } : {}) }
  return (
    <>
      <JsonEditor
        label={`${title}, as JSON`}
        value={formData}
        onChange={(value) => onChange(value, path)}
        onBroken={(isBroken) => tellBroken(id, isBroken)}
        faults={faultsIn(faults)}
        minRows={2}
      />
      {schema.description ? <p className="muted small">{schema.description}</p> : null}
    </>
  )
}

/** A member with a name of one's own: the name at the head, the value beside it, or beneath where it is large. */
function NamedMember(props: WrapIfAdditionalTemplateProps) {
  const { id, schema, label, children, classNames, style, onKeyRenameBlur, onRemoveProperty } =
    props
  if (!(ADDITIONAL_PROPERTY_FLAG in schema)) {
    return (
      <div className={classNames} style={style}>
        {children}
      </div>
    )
  }
  const { RemoveButton } = props.registry.templates.ButtonTemplates
  const isLarge = schema.type === 'object' || schema.type === 'array'
  return (
    <div className={styles[isLarge ? 'largeMember' : 'member']}>
      <TextInput
        key={label}
        id={`${id}-key`}
        label="Name"
        defaultValue={label}
        onBlur={onKeyRenameBlur}
      />
      <div className={styles['value']}>{children}</div>
      <RemoveButton
        id={buttonId(id, 'remove')}
        className={styles['remove']}
        title={`Remove ${label}`}
        aria-label={`Remove ${label}`}
        onClick={onRemoveProperty}
        registry={props.registry}
      />
    </div>
  )
}

/** Adds an item to a list, or a member; it is called by what it adds to. */
function AddButton({ id = '', onClick, disabled }: IconButtonProps) {
  return (
    <Button
      id={id}
      className={styles['add'] ?? ''}
      size="compact-xs"
      leftSection={<Icon name="plus" size={12} />}
      onClick={onClick}
      disabled={disabled ?? false}
      aria-labelledby={`${id} ${id.replace(/__add$/, '__title')}`}
    >
      Add
    </Button>
  )
}

function CheckboxField({ id, label, value, schema, onChange, rawErrors = [] }: WidgetProps) {
  return (
    <Checkbox
      id={id}
      size="xs"
      label={label}
      description={schema.description}
      checked={value === true}
      error={rawErrors.join(' ') || undefined}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}

/** Texts as long as this are written on as many lines as they have. */
const longTextLength = 1_000

function TextField(props: WidgetProps) {
  const { schema, registry, options } = props
  const { TextareaWidget } = registry.widgets
  const { BaseInputTemplate } = registry.templates
  const { maxLength = 0, pattern, format } = schema
  if (maxLength < longTextLength || pattern || format || !TextareaWidget) {
    return <BaseInputTemplate {...props} />
  }
  const more = { autosize: true, maxRows: 16, description: schema.description ?? '' }
  return <TextareaWidget {...props} options={{ ...options, ...more }} />
}

export const templates = {
  TitleFieldTemplate: PartTitle,
  FieldErrorTemplate: PartFaults,
  ArrayFieldTitleTemplate: ListTitle,
  WrapIfAdditionalTemplate: NamedMember,
  ButtonTemplates: { AddButton },
}

export const fields = { ArraySchemaField: ListItem, FallbackField: AnyValue }

export const widgets = { CheckboxWidget: CheckboxField, TextWidget: TextField }

/** The library's words, where the console says it otherwise. */
export function formWords(words: TranslatableString, parameters?: string[]): string {
  // A value that somebody adds is theirs to fill in.
  return words === TranslatableString.NewStringDefault
    ? ''
    : replaceStringParameters(words, parameters)
}
