import { schemaFields } from '../schema/schema-fields.ts'
import { typeText } from '../schema/schema-fields.ts'
import type { Schema } from '../schema/json-schema.ts'
import { JsonBlock } from '../ui/CodeBlock.tsx'
import styles from './SchemaDoc.module.css'

/** A JSON Schema as documentation, with the schema itself beneath. */
export function SchemaDoc({ schema, what }: { schema: Schema; what: string }) {
  if (Object.keys(schema).length === 0) {
    return <p className="muted small">Nothing is said about it: any value is taken.</p>
  }
  const fields = schemaFields(schema)
  return (
    <div className="stack">
      {fields.length === 0 ? (
        <p className="small">
          <code>{typeText(schema, schema)}</code>
        </p>
      ) : (
        <ul className={styles['fields']} aria-label={`Parts of ${what}`}>
          {fields.map(({ key, depth, name, type, isRequired, title, description, limits }) => (
            <li key={key} style={{ paddingLeft: depth * 18 }}>
              <div className={styles['line']}>
                <code className={styles['name']}>{name}</code>
                <span className={styles['type']}>{type}</span>
                {isRequired ? <span className={styles['required']}>required</span> : null}
                {limits.map((limit) => (
                  <span key={limit} className={styles['limit']}>
                    {limit}
                  </span>
                ))}
              </div>
              {title || description ? (
                <p className={styles['words']}>{[title, description].filter(Boolean).join('. ')}</p>
              ) : null}
            </li>
          ))}
        </ul>
      )}
      <details className="small">
        <summary>JSON Schema</summary>
        <div style={{ marginTop: 'var(--space-2)' }}>
          <JsonBlock value={schema} what={`the schema of ${what}`} maxHeight={320} />
        </div>
      </details>
    </div>
  )
}
