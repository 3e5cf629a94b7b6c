import { Button, Drawer } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Alert } from '@temporal-registry/contract/monitor-history'
import { paths } from '../../paths.ts'
import { deliveriesQuery } from '../../queries/messages.ts'
import { useGateway } from '../../session/gateway.tsx'
import { timeText } from '../../time-text.ts'
import { CodeBlock, JsonBlock } from '../../ui/CodeBlock.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { ToldTo } from './AlertTable.tsx'
import { DeliveryMark, EdgeMark } from './MonitorMarks.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'

interface AlertDrawerProps {
  readonly alert: Alert
  /** Shows the look that it is of. */
  readonly onOpenLook: (observationId: string) => void
  readonly onClose: () => void
}

/** One alert, beside the page: what it says, what shows it, and what came of telling it. */
export function AlertDrawer({ alert, onOpenLook, onClose }: AlertDrawerProps) {
  const { observation_id: observationId } = alert
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={alert.subject}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className="stack" style={{ gap: 'var(--space-4)' }}>
        <Facts
          facts={[
            ['Tells', <EdgeMark key="edge" edge={alert.edge} />],
            [
              'Monitor',
              <Link key="monitor" {...paths.monitor(alert.monitor.name)} className="code">
                {alert.monitor.name}
              </Link>,
            ],
            ['At', timeText(new Date(alert.at))],
            ['Told to', <ToldTo key="told" alert={alert} />],
          ]}
        />
        <CodeBlock text={alert.text} what="the text" maxHeight={220} />
        {observationId ? (
          <div>
            <Button onClick={() => onOpenLook(observationId)}>The look and its evidence</Button>
          </div>
        ) : null}
        {alert.channels.length > 0 && alert.muted_by === null ? (
          <Deliveries alertId={alert.id} />
        ) : null}
        <section className="stack" style={{ gap: 4 }}>
          <h3>Data</h3>
          <JsonBlock value={alert.data} what="the data" maxHeight={240} />
        </section>
      </div>
    </Drawer>
  )
}

/** What came of telling it, channel by channel. */
function Deliveries({ alertId }: { alertId: string }) {
  const filter = { about_kind: 'alert', about_id: alertId } as const
  const { data, error } = useInfiniteQuery(deliveriesQuery(useGateway(), filter))
  const deliveries = data?.pages.flatMap((page) => page.deliveries) ?? []
  return (
    <section className="stack" style={{ gap: 6 }} aria-label="Deliveries">
      <h3>Deliveries</h3>
      {error ? <ProblemNotice error={error} /> : null}
      {data && deliveries.length === 0 ? (
        <p className="small muted">None yet: it goes with others in one message.</p>
      ) : null}
      {deliveries.map((delivery) => (
        <div key={delivery.id} className="row small">
          <Link {...paths.delivery(delivery.id)}>{delivery.channel}</Link>
          <DeliveryMark status={delivery.status} />
          {delivery.failure ? <span className="muted">{delivery.failure.detail}</span> : null}
        </div>
      ))}
    </section>
  )
}
