import type { ReactNode } from 'react'
import { useGateway } from '../session/gateway.tsx'
import { Empty } from '../ui/Empty.tsx'

interface ScopedProps {
  readonly scope: 'start' | 'register' | 'admin'
  readonly children: ReactNode
}

/** Content that needs a scope. Without it the reason is shown instead, and the gateway is not asked. */
export function Scoped({ scope, children }: ScopedProps) {
  const reason = useGateway().whyNot(scope)
  if (reason === undefined) return children
  return (
    <Empty title="This is not for everybody">{reason}. Another token may show it to you.</Empty>
  )
}
