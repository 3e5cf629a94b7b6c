import { lazy, Suspense } from 'react'
import type { SchemaFormProps } from './SchemaForm.tsx'

/** Loads the code that draws forms; called early by pages whose reader will most likely open one. */
export const loadSchemaForm = () => import('./SchemaForm.tsx')

/** Loaded with the first form that is drawn, as the form library is the largest part of the console. */
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
