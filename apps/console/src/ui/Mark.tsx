import styles from './Mark.module.css'

export type Tone = 'good' | 'caution' | 'bad' | 'accent' | 'quiet'

/** A word with a dot of its colour: a state at a glance, and never by colour alone. */
export function Mark({ tone, children, title }: { tone: Tone; children: string; title?: string }) {
  return (
    <span className={`${styles['mark']} ${styles[tone]}`} title={title}>
      {children}
    </span>
  )
}

/** A small piece of text that belongs to something: a label, a queue, a version. */
export function Tag({ children, title }: { children: string; title?: string }) {
  return (
    <span className={styles['tag']} title={title}>
      {children}
    </span>
  )
}
