import type { ProbeEvidence } from '@temporal-registry/contract/probes'
import { numberText } from '../../count-text.ts'
import { spanText, timeText } from '../../time-text.ts'
import { CodeBlock, JsonBlock } from '../../ui/CodeBlock.tsx'
import { Facts } from '../../ui/Facts.tsx'

/** What shows that a probe found what it says. */
export function Evidence({ evidence }: { evidence: ProbeEvidence }) {
  const { url, status, bytes, charset, charset_from: from, address, sources = [] } = evidence
  const { last_at: lastAt, silent_seconds: silent, provider, model, tokens } = evidence
  return (
    <div className="stack">
      <Facts
        facts={[
          ['From', url ? <span className="wrap">{url}</span> : undefined],
          ['Answered', status],
          ['Size', bytes === undefined ? undefined : `${numberText(bytes)} bytes`],
          ['Charset', charset ? `${charset}${from ? `, said by ${from}` : ''}` : undefined],
          ['Address', address],
          ['Took', spanText(evidence.took_ms)],
          ['Last heard', lastAt ? timeText(new Date(lastAt)) : undefined],
          ['Silent for', silent === undefined ? undefined : spanText(silent * 1_000)],
          ['Answered by', provider ? [provider, model].filter(Boolean).join(', ') : undefined],
          ['Tokens', tokens === undefined ? undefined : numberText(tokens)],
          ['Hash', <code key="hash">{evidence.hash.slice(0, 16)}</code>],
        ]}
      />
      {sources.length > 0 ? (
        <div>
          <h3>Sources</h3>
          <ul className="small" style={{ margin: '4px 0 0', paddingLeft: 18 }}>
            {sources.map((source) => (
              <li key={source.url} className="wrap">
                <a href={source.url} target="_blank" rel="noreferrer">
                  {source.title || source.url}
                </a>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      {evidence.new_entries && evidence.new_entries.length > 0 ? (
        <div className="stack" style={{ gap: 4 }}>
          <h3>New entries</h3>
          <JsonBlock value={evidence.new_entries} what="the new entries" maxHeight={200} />
        </div>
      ) : null}
      {evidence.excerpt ? (
        <div className="stack" style={{ gap: 4 }}>
          <h3>What was read begins</h3>
          <CodeBlock text={evidence.excerpt} what="what was read" maxHeight={200} />
        </div>
      ) : null}
    </div>
  )
}
