import { lazy, Suspense } from 'react'
import type { SchemaFormProps } from './SchemaForm.tsx'

/** Loads what draws forms, for those who will most likely need it. */
export const loadSchemaForm = () => import('./SchemaForm.tsx')

/** The form library is most of what the console weighs: it comes with the first form. */
const Drawn = lazy(async () => {
  const { SchemaForm } = await loadSchemaForm()
  return { default: SchemaForm }
})

/** `SchemaForm`, loaded when there is one to be drawn. */
export function SchemaFormLater(props: SchemaFormProps) {
  return (
    <Suspense fallback={<p className="muted small">Drawing the form…</p>}>
      <Drawn {...props} />
    </Suspense>
  )
}
