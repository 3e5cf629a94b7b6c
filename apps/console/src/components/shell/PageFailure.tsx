import type { ErrorComponentProps } from '@tanstack/react-router'
import { ProblemNotice } from '../ProblemNotice.tsx'

/** Stands in place of a page that could not be drawn, or not be loaded after a new version was installed. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  return <ProblemNotice error={error} onAgain={reset} />
}
