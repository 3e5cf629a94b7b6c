import { Button, Tooltip, type ButtonProps } from '@mantine/core'
import type { ReactNode } from 'react'
import { useGateway } from '../session/gateway.tsx'

interface ScopedButtonProps extends ButtonProps {
  readonly scope: 'start' | 'register' | 'admin'
  /** Another reason why not, which counts first. */
  readonly whyNot?: string | undefined
  readonly onClick?: () => void
  /** Sends the form it stands in. */
  readonly type?: 'submit'
  readonly children: ReactNode
}

/** A button that says why it cannot be pressed. It stays in the tab order, so that everybody can hear it. */
export function ScopedButton(props: ScopedButtonProps) {
  const { scope, whyNot, onClick, type = 'button', children, ...button } = props
  const gateway = useGateway()
  const reason = whyNot ?? gateway.whyNot(scope)
  if (reason === undefined) {
    return (
      <Button {...button} type={type} onClick={onClick}>
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
