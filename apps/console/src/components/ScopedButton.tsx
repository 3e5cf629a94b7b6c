import { Button, Tooltip, type ButtonProps } from '@mantine/core'
import type { ReactNode } from 'react'
import { useGateway } from '../session/gateway.tsx'

interface ScopedButtonProps extends ButtonProps {
  readonly scope: 'start' | 'register' | 'admin'
  /** Another reason why not, which counts first. */
  readonly whyNot?: string | undefined
  readonly onClick: () => void
  readonly children: ReactNode
}

/** A button that says why it cannot be pressed. It stays in the tab order, so that everybody can hear it. */
export function ScopedButton({ scope, whyNot, onClick, children, ...button }: ScopedButtonProps) {
  const gateway = useGateway()
  const reason = whyNot ?? gateway.whyNot(scope)
  if (reason === undefined) {
    return (
      <Button {...button} onClick={onClick}>
        {children}
      </Button>
    )
  }
  return (
    <Tooltip label={reason} events={{ hover: true, focus: true, touch: true }}>
      <Button
        {...button}
        data-disabled
        aria-disabled="true"
        aria-description={reason}
        onClick={(event) => event.preventDefault()}
      >
        {children}
      </Button>
    </Tooltip>
  )
}
