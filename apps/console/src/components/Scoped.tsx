import type { ReactNode } from 'react'
import { useGateway } from '../session/gateway.tsx'
import { Empty } from '../ui/Empty.tsx'

interface ScopedProps {
  readonly scope: 'start' | 'register' | 'admin'
  readonly children: ReactNode
}

/** What only some may see; to the others it is said why not, and nothing is asked for. */
export function Scoped({ scope, children }: ScopedProps) {
  const reason = useGateway().whyNot(scope)
  if (reason === undefined) return children
  return (
    <Empty title="This is not for everybody">{reason}. Another token may show it to you.</Empty>
  )
}
