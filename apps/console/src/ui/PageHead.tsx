import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'
import styles from './PageHead.module.css'

interface PageHeadProps {
  readonly title: string
  /** The title is a name, and is set in the code font. */
  readonly isName?: boolean
  /** Where this page belongs, above the title. */
  readonly above?: ReactNode
  /** Beside the title: a state. */
  readonly beside?: ReactNode
  /** One sentence. */
  readonly lead?: ReactNode
  readonly actions?: ReactNode
}

/** What a page is about, and what can be done here. */
export function PageHead({ title, isName = false, above, beside, lead, actions }: PageHeadProps) {
  useDocumentTitle(`${title} · temporal-registry`)
  return (
    <header className={styles['head']}>
      <div className={styles['words']}>
        {above ? <div className={styles['above']}>{above}</div> : null}
        <div className={styles['line']}>
          <h1 className={isName ? `${styles['title']} ${styles['name']}` : styles['title']}>
            {title}
          </h1>
          {beside}
        </div>
        {lead ? <p className={styles['lead']}>{lead}</p> : null}
      </div>
      {actions ? <div className={styles['actions']}>{actions}</div> : null}
    </header>
  )
}
