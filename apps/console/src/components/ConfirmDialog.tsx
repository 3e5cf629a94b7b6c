import { Button, Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { ProblemNotice } from './ProblemNotice.tsx'

interface ConfirmDialogProps {
  readonly isOpen: boolean
  readonly title: string
  /** What will happen. */
  readonly children: ReactNode
  readonly action: ReactNode
  /** Why it did not. */
  readonly error?: unknown
  readonly onClose: () => void
  /** Wider, where what will happen takes room. */
  readonly size?: 'xl'
}

/** Says what will be done before it is, and why it was not. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isOpen, title, children, action, error, onClose, size = 'md' } = props
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={title}
      size={size}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className="stack">
        <div>{children}</div>
        {error ? <ProblemNotice error={error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>Not now</Button>
          {action}
        </div>
      </div>
    </Modal>
  )
}
