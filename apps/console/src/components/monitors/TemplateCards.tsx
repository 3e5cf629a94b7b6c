import { Link } from '@tanstack/react-router'
import { paths } from '../../paths.ts'
import styles from './TemplateCards.module.css'

export interface TemplateCard {
  readonly name: string
  readonly title: string
  readonly description: string
}

/** Templates that a new monitor can begin with. */
export function TemplateCards({ templates }: { templates: readonly TemplateCard[] }) {
  return (
    <ul className={styles['cards']} aria-label="Templates">
      {templates.map(({ name, title, description }) => (
        <li key={name}>
          <Link {...paths.newMonitor(name)} className={styles['card']}>
            <span className={styles['title']}>{title}</span>
            <span className="muted small">{description}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}
