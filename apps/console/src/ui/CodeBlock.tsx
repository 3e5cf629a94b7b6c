import { CopyButton } from './CopyButton.tsx'
import styles from './CodeBlock.module.css'

interface CodeBlockProps {
  readonly text: string
  /** Names it to those who hear the page, and on the button that copies it. */
  readonly what: string
  /** Taller ones scroll. */
  readonly maxHeight?: number
}

/** Text to read as it is, and to copy. */
export function CodeBlock({ text, what, maxHeight = 420 }: CodeBlockProps) {
  return (
    <div className={styles['block']}>
      {/* What scrolls must be reachable by keyboard. */}
      <pre style={{ maxHeight }} tabIndex={0} role="region" aria-label={what}>
        {text}
      </pre>
      <div className={styles['copy']}>
        <CopyButton text={text} what={what} />
      </div>
    </div>
  )
}

/** A JSON value, laid out. */
export function JsonBlock({
  value,
  what,
  maxHeight,
}: Omit<CodeBlockProps, 'text'> & { value: unknown }) {
  const text = value === undefined ? 'nothing' : JSON.stringify(value, null, 2)
  return <CodeBlock text={text} what={what} {...(maxHeight === undefined ? {} : { maxHeight })} />
}
