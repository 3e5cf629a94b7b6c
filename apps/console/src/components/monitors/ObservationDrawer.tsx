import { Drawer } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Observation } from '@temporal-registry/contract/monitor-history'
import { observationQuery } from '../../queries/monitors.ts'
import { useGateway } from '../../session/gateway.tsx'
import { timeText } from '../../time-text.ts'
import { JsonBlock } from '../../ui/CodeBlock.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { Differences } from './Differences.tsx'
import { Evidence } from './Evidence.tsx'
import { FailureChain } from '../runs/FailureChain.tsx'
import { VerdictMark } from './MonitorMarks.tsx'
import { verdictOf } from './ObservationTable.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'

/** One look, beside the page: what it found, what differs, and what shows it. */
export function ObservationDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error } = useQuery(observationQuery(useGateway(), id))
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title="One look"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {error ? <ProblemNotice error={error} /> : null}
      {data ? (
        <Look look={data} />
      ) : error ? null : (
        <p role="status" className="muted small">
          It is looking…
        </p>
      )}
    </Drawer>
  )
}

function Look({ look }: { look: Observation }) {
  const { comparison, evidence, failure, state } = look
  return (
    <div className="stack" style={{ gap: 'var(--space-4)' }}>
      <Facts
        facts={[
          ['At', timeText(new Date(look.at))],
          ['Verdict', <VerdictMark key="verdict" verdict={verdictOf(look)} />],
          ['Says', look.explanation],
          ['Version', look.monitor_version],
          ['Id', <code key="id">{look.id}</code>],
        ]}
      />
      {failure ? <FailureChain failure={failure} /> : null}
      {state === null || state === undefined ? null : (
        <section className="stack" style={{ gap: 4 }}>
          <h3>What it found</h3>
          <JsonBlock value={state} what="the state" maxHeight={260} />
        </section>
      )}
      {comparison ? (
        <section className="stack" style={{ gap: 4 }}>
          <h3>Since the state before</h3>
          <Differences comparison={comparison} />
        </section>
      ) : null}
      {evidence ? (
        <section className="stack" style={{ gap: 6 }}>
          <h3>Evidence</h3>
          <Evidence evidence={evidence} />
        </section>
      ) : null}
    </div>
  )
}
