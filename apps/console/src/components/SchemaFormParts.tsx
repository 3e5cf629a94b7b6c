import type { FieldErrorProps, TitleFieldProps } from '@rjsf/utils'
import styles from './SchemaForm.module.css'

/** The title of a part: one level for all depths, as the panel it stands in has the one above. */
export function PartTitle({ id, title }: Pick<TitleFieldProps, 'id' | 'title'>) {
  return (
    <h3 id={id} className={styles['title']}>
      {title}
    </h3>
  )
}

/** Faults of objects and lists; fields tell theirs themselves, and nothing is told twice. */
export function PartFaults({ errors = [], schema, fieldPathId }: FieldErrorProps) {
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
