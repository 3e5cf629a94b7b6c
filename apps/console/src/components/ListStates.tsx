import { Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import { ProblemNotice } from './ProblemNotice.tsx'

interface ListStatesProps {
  /** What is listed, for those who hear the page. */
  readonly label: string
  readonly query: {
    readonly isPending: boolean
    readonly error: unknown
    readonly refetch: () => unknown
  }
  readonly count: number
  /** What stands here while there is nothing, with what to do next. */
  readonly empty: ReactNode
  readonly children: ReactNode
}

/** The four states of every list: loading, a problem, nothing, rows. Rows stay while a problem is told. */
export function ListStates({ label, query, count, empty, children }: ListStatesProps) {
  const { isPending, error, refetch } = query
  const notice = error ? (
    <div style={{ padding: 'var(--space-3)' }}>
      <ProblemNotice error={error} onAgain={() => void refetch()} />
    </div>
  ) : null
  if (count > 0) {
    return (
      <>
        {notice}
        {children}
      </>
    )
  }
  if (notice) return notice
  if (isPending) return <Loading label={label} />
  return empty
}

/** Lines where rows will be. */
function Loading({ label }: { label: string }) {
  return (
    <div
      role="status"
      aria-label={`Loading ${label}`}
      style={{ display: 'grid', gap: 14, padding: 'var(--space-4)' }}
    >
      {[72, 58, 66, 44, 61].map((percent) => (
        <Skeleton key={percent} height={11} width={`${percent}%`} radius={3} />
      ))}
    </div>
  )
}
