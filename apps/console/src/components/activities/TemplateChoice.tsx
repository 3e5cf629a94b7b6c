import { templates, type ActivityTemplate } from '../../activities/templates.ts'
import styles from './TemplateChoice.module.css'

interface TemplateChoiceProps {
  readonly chosen: string | undefined
  readonly onChoose: (template: ActivityTemplate) => void
}

/** What a definition begins with: one of a few that are whole. */
export function TemplateChoice({ chosen, onChoose }: TemplateChoiceProps) {
  return (
    <div className={styles['choices']} role="group" aria-label="Begin with">
      {templates.map((template) => (
        <button
          key={template.slug}
          type="button"
          className={styles['choice']}
          aria-pressed={template.slug === chosen}
          onClick={() => onChoose(template)}
        >
          <span className={styles['title']}>{template.title}</span>
          <span className="muted">{template.says}</span>
        </button>
      ))}
    </div>
  )
}
