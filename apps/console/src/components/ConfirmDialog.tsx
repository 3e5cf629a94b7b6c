import { Button, Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { ProblemNotice } from './ProblemNotice.tsx'

interface ConfirmDialogProps {
  /** Default: as long as it is drawn. */
  readonly isOpen?: boolean
  readonly title: string
  /** What will happen. */
  readonly children: ReactNode
  /** On the button that does it; absent where it is done. */
  readonly verb?: string | undefined
  readonly isDangerous?: boolean
  readonly isDisabled?: boolean
  readonly onConfirm: () => void
  /** How it goes: whether it is being done, and why it was not. */
  readonly change: { readonly isPending: boolean; readonly error: unknown }
  readonly onClose: () => void
  /** Wider, where what will happen takes room. */
  readonly size?: 'xl'
}

/** Says what will be done before it is, and why it was not. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isOpen = true, title, children, verb, onConfirm, change, onClose, size = 'md' } = props
  const { isDangerous = false, isDisabled = false } = props
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
        {change.error ? <ProblemNotice error={change.error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>Not now</Button>
          {verb === undefined ? null : (
            <Button
              variant="filled"
              color={isDangerous ? 'red.8' : 'cobalt'}
              loading={change.isPending}
              disabled={isDisabled}
              onClick={onConfirm}
            >
              {verb}
            </Button>
          )}
        </div>
      </div>
    </Modal>
  )
}
