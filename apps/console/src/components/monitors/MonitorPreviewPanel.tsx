import type { MonitorPreview } from '@temporal-registry/contract/monitor-history'
import { JsonBlock } from '../../ui/CodeBlock.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Differences } from './Differences.tsx'
import { Evidence } from './Evidence.tsx'
import { FailureChain } from '../runs/FailureChain.tsx'
import { EdgeMark, VerdictMark } from './MonitorMarks.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

interface MonitorPreviewPanelProps {
  readonly preview: MonitorPreview | undefined
  readonly error: unknown
  readonly isPending: boolean
  readonly whyNot: string | undefined
  readonly onLook: () => void
}

/** What a look would find and tell now, of a monitor that may not be saved yet. */
export function MonitorPreviewPanel(props: MonitorPreviewPanelProps) {
  const { preview, error, isPending, whyNot, onLook } = props
  return (
    <Panel
      title="Preview"
      aside={
        <ScopedButton scope="admin" loading={isPending} whyNot={whyNot} onClick={onLook}>
          Look once
        </ScopedButton>
      }
    >
      {error ? <ProblemNotice error={error} /> : null}
      {preview ? (
        <Found preview={preview} />
      ) : error ? null : (
        <p className="small muted">
          Looks as it is written here, says what it finds and whom it would tell what. Nothing is
          stored, and nobody is told.
        </p>
      )}
    </Panel>
  )
}

function Found({ preview }: { preview: MonitorPreview }) {
  const { looked, state, evidence, failure, comparison, holds, would_tell: tells } = preview
  return (
    <div className="stack" role="status">
      <VerdictMark verdict={!looked || failure ? 'failed' : holds ? 'holds' : 'not'} />
      {failure ? <FailureChain failure={failure} /> : null}
      {looked ? <JsonBlock value={state} what="what it would find" maxHeight={220} /> : null}
      <section className="stack" style={{ gap: 6 }}>
        <h3>Would tell</h3>
        {tells.length === 0 ? <p className="small muted">Nobody anything.</p> : null}
        {tells.map(({ edge, subject, muted_by: mutedBy }) => (
          <div key={edge} className="small">
            <EdgeMark edge={edge} /> {subject}
            {mutedBy === null ? null : <span className="muted"> (muted: {mutedBy})</span>}
          </div>
        ))}
      </section>
      {comparison && comparison.by !== 'hash' ? <Differences comparison={comparison} /> : null}
      {evidence ? (
        <details>
          <summary className="small">Evidence</summary>
          <Evidence evidence={evidence} />
        </details>
      ) : null}
    </div>
  )
}
