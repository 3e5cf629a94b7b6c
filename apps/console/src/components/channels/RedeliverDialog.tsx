import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { countText, numberText } from '../../count-text.ts'
import { messagesKey } from '../../queries/keys.ts'
import { sinceOf, type DeliveryFilter } from '../../queries/messages.ts'
import { useGateway } from '../../session/gateway.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'

interface RedeliverDialogProps {
  readonly filter: DeliveryFilter
  readonly onClose: () => void
}

/** Sends again what was not delivered, by the filter of the page, after it said how many there are. */
export function RedeliverDialog({ filter, onClose }: RedeliverDialogProps) {
  const { client, namespace } = useGateway()
  const queryClient = useQueryClient()
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
  const sending = useMutation({
    mutationFn: () => client.deliveries.redeliverSome(chosen),
    onSuccess: async ({ more }) => {
      await queryClient.invalidateQueries({ queryKey: messagesKey(namespace) })
      if (!more) onClose()
    },
  })
  const { count = 0, more = false } = counting.data ?? {}
  return (
    <ConfirmDialog
      isOpen
      title="Send these again?"
      error={sending.error ?? counting.error}
      onClose={onClose}
      action={
        <Button
          variant="filled"
          loading={sending.isPending || counting.isPending}
          disabled={count === 0}
          onClick={() => sending.mutate()}
        >
          {count === 0 ? 'Send again' : `Send ${numberText(count)} again`}
        </Button>
      }
    >
      <div className="stack">
        <p role="status">
          {counting.data
            ? `There ${count === 1 ? 'is' : 'are'} ${countText(count, 'delivery').replace(/deliverys$/, 'deliveries')} that ${count === 1 ? 'is' : 'are'} ${status.replaceAll('_', ' ')}${
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
