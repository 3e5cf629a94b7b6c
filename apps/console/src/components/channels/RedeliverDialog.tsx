import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { countText, numberText } from '../../count-text.ts'
import { messagesKey } from '../../queries/keys.ts'
import { sinceOf, type DeliveryFilter } from '../../queries/messages.ts'
import { useChange } from '../../queries/use-change.ts'
import { useGateway } from '../../session/gateway.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'

interface RedeliverDialogProps {
  readonly filter: DeliveryFilter
  readonly onClose: () => void
}

/** Sends again what was not delivered, by the filter of the page, after it said how many there are. */
export function RedeliverDialog({ filter, onClose }: RedeliverDialogProps) {
  const { client, namespace } = useGateway()
  const status = filter.status === 'rate_limited' ? 'rate_limited' : 'dead'
  // One moment for the count and for what is then done.
  const [chosen] = useState(() => {
    const from = sinceOf(filter.within)
    return {
      status: [status] as ('dead' | 'rate_limited')[],
      ...(filter.channel === undefined ? {} : { channel: filter.channel }),
      ...(from === undefined ? {} : { from }),
    }
  })
  const counting = useQuery({
    queryKey: messagesKey(namespace, 'redeliver-count', chosen),
    queryFn: ({ signal }) =>
      client.deliveries.redeliverSome({ ...chosen, dry_run: true }, { signal }),
    gcTime: 0,
  })
  const sending = useChange(() => client.deliveries.redeliverSome(chosen), {
    refreshes: messagesKey(namespace),
    onDone: (answer) => {
      if (!answer.more) onClose()
    },
  })
  const { count = 0, more = false } = counting.data ?? {}
  return (
    <ConfirmDialog
      title="Send these again?"
      onClose={onClose}
      verb={count === 0 ? 'Send again' : `Send ${numberText(count)} again`}
      isDisabled={count === 0}
      onConfirm={() => sending.mutate()}
      change={{
        isPending: sending.isPending || counting.isPending,
        error: sending.error ?? counting.error,
      }}
    >
      <div className="stack">
        <p role="status">
          {counting.data
            ? `There ${count === 1 ? 'is' : 'are'} ${countText(count, 'delivery', 'deliveries')} that ${count === 1 ? 'is' : 'are'} ${status.replaceAll('_', ' ')}${
                more ? ', and more: these are the oldest, ask again for the rest' : ''
              }.`
            : 'Counting…'}
        </p>
        <p className="small muted">
          {filter.channel ? `Of the channel ${filter.channel}` : 'Of all channels'}
          {filter.within ? `, written within ${filter.within}` : ''}. Each is sent once more with
          all its attempts, under the same webhook-id, by which a receiver knows it again.
        </p>
      </div>
    </ConfirmDialog>
  )
}
