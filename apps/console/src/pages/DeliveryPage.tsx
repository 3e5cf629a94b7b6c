import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { endedStatuses, type Delivery } from '@temporal-registry/contract/deliveries'
import { useState } from 'react'
import { Ago } from '../components/Ago.tsx'
import { AttemptLog } from '../components/channels/AttemptLog.tsx'
import { ConfirmDialog } from '../components/ConfirmDialog.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { DeliveryMark } from '../components/monitors/MonitorMarks.tsx'
import { ScopedButton } from '../components/ScopedButton.tsx'
import { paths } from '../paths.ts'
import { messagesKey } from '../queries/keys.ts'
import { deliveryQuery } from '../queries/messages.ts'
import { isSchema } from '../schema/json-schema.ts'
import { useChange } from '../queries/use-change.ts'
import { useGateway } from '../session/gateway.tsx'
import { timeText } from '../time-text.ts'
import { CodeBlock, JsonBlock } from '../ui/CodeBlock.tsx'
import { Columns } from '../ui/Columns.tsx'
import { Facts } from '../ui/Facts.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

/** One message to one channel: what was to be sent, and every attempt. */
export function DeliveryPage() {
  const { delivery: id } = useParams({ from: '/deliveries/$delivery' })
  const query = useQuery(deliveryQuery(useGateway(), id))
  const delivery = query.data
  return (
    <>
      <PageHead
        title={delivery?.subject ?? 'A delivery'}
        above={<Link {...paths.deliveries()}>Deliveries</Link>}
        beside={delivery ? <DeliveryMark status={delivery.status} /> : null}
        lead={
          delivery ? (
            <>
              To{' '}
              <Link {...paths.channel(delivery.channel)} className="code">
                {delivery.channel}
              </Link>
              , written <Ago at={delivery.created_at} />
            </>
          ) : undefined
        }
        actions={delivery ? <Redeliver delivery={delivery} /> : null}
      />
      <ListStates label="the delivery" query={query} count={delivery ? 1 : 0} empty={null}>
        {delivery ? (
          <Columns beside={<Beside delivery={delivery} />}>
            <AttemptLog delivery={delivery} />
            <Panel title="Message">
              <div className="stack">
                <CodeBlock text={delivery.message.text} what="the text" maxHeight={240} />
                <h3>Data</h3>
                <JsonBlock value={delivery.message.data} what="the data" maxHeight={300} />
              </div>
            </Panel>
          </Columns>
        ) : null}
      </ListStates>
    </>
  )
}

function Beside({ delivery }: { delivery: Delivery }) {
  const { about, failure, next_attempt_at: next, ended_at: ended } = delivery
  const monitor = monitorIn(delivery.message.data)
  return (
    <Panel title="About">
      <Facts
        facts={[
          [
            'Tells of',
            monitor ? (
              <Link key="monitor" {...paths.alerts({ monitor })}>
                an alert of {monitor}
              </Link>
            ) : (
              `${about.kind === 'alert' ? 'an' : 'a'} ${about.kind}`
            ),
          ],
          ['Its id', <code key="about">{about.id}</code>],
          ['Type', <code key="type">{delivery.message.type}</code>],
          ['Kind', delivery.kind],
          ['Why', failure ? failure.detail : undefined],
          ['Next attempt', next ? <Ago at={next} /> : undefined],
          ['Written', timeText(new Date(delivery.created_at))],
          ['Ended', ended ? timeText(new Date(ended)) : undefined],
          ['Attempts', delivery.attempts],
          ['Round', delivery.round],
          ['webhook-id', <code key="key">{delivery.key}</code>],
          [
            'Workflow',
            <Link key="run" {...paths.run(`delivery-${delivery.id}`)} className="code">
              delivery-{delivery.id}
            </Link>,
          ],
        ]}
      />
    </Panel>
  )
}

/** The name of the monitor that a message tells of, if it tells of one. */
function monitorIn(data: unknown): string | undefined {
  if (!isSchema(data) || !isSchema(data['monitor'])) return undefined
  const { name } = data['monitor']
  return typeof name === 'string' ? name : undefined
}

function Redeliver({ delivery }: { delivery: Delivery }) {
  const { client, namespace } = useGateway()
  const [isOpen, setIsOpen] = useState(false)
  const isEnded = endedStatuses.some((one) => one === delivery.status)
  const sending = useChange(() => client.deliveries.redeliver(delivery.id), {
    refreshes: messagesKey(namespace),
    onDone: () => setIsOpen(false),
  })
  return (
    <>
      <ScopedButton
        scope="start"
        whyNot={isEnded ? undefined : 'It is under way still'}
        onClick={() => setIsOpen(true)}
      >
        Send again…
      </ScopedButton>
      <ConfirmDialog
        isOpen={isOpen}
        title="Send it again?"
        onClose={() => setIsOpen(false)}
        verb="Send again"
        onConfirm={() => sending.mutate()}
        change={sending}
      >
        It is sent once more to <code>{delivery.channel}</code> with all its attempts, under the
        same webhook-id, by which a receiver knows it again
        {delivery.status === 'delivered' ? ': it took it before.' : '.'}
      </ConfirmDialog>
    </>
  )
}
