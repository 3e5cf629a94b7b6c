import { UnstyledButton } from '@mantine/core'
import styles from './RowButton.module.css'

/** A cell that opens something beside the page: a link in looks, a button for those who hear it. */
export function RowButton({ children, onClick }: { children: string; onClick: () => void }) {
  return (
    <UnstyledButton className={styles['button']} onClick={onClick} title={children}>
      {children}
    </UnstyledButton>
  )
}
