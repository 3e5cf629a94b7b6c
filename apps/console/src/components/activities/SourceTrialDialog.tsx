import { Button, Modal } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { EventSource, WebhookSample } from '@temporal-registry/contract/event-sources'
import { isApiError } from '@temporal-registry/sdk/client'
import { useState } from 'react'
import { useGateway } from '../../session/gateway.tsx'
import { JsonBlock } from '../../ui/CodeBlock.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { ConsideredList } from './ConsideredList.tsx'
import { JsonEditor } from '../JsonEditor.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

const beginning: WebhookSample = { headers: {}, body: { type: 'order.created', id: '1' } }

/** Tries a webhook: whether its sender is believed, what event it becomes, and who looks at that. */
export function SourceTrialDialog({
  source: { slug },
  onClose,
}: {
  source: EventSource
  onClose: () => void
}) {
  const { client } = useGateway()
  const [sample, setSample] = useState<unknown>(beginning)
  const [isBroken, setIsBroken] = useState(false)
  const trying = useMutation({
    // Whether it is of the shape, the gateway says.
    mutationFn: () => client.eventSources.test(slug, sample as WebhookSample),
  })
  const { error, data } = trying
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={`Try a webhook of ${slug}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className="stack">
        <JsonEditor
          label="The webhook: headers, query, body"
          value={sample}
          onChange={(next) => {
            setSample(next)
            trying.reset()
          }}
          onBroken={setIsBroken}
          faults={isApiError(error) ? (error.problem?.errors ?? []) : []}
          minRows={8}
        />
        {error ? <ProblemNotice error={error} errors={[]} /> : null}
        {data ? (
          <div role="status" className="stack small">
            <Mark tone={data.verified ? 'good' : 'caution'}>
              {data.verified
                ? 'its sender is believed'
                : `its sender would not be believed: ${data.reason ?? ''}`}
            </Mark>
            {data.events.map(({ envelope, definitions = [], problem }, at) => (
              // Events have no other key than their order: there is one, or those of a batch.
              <div key={`${envelope?.id ?? ''} ${at}`} className="stack">
                {problem ? <p>{problem.detail}</p> : null}
                {envelope ? <JsonBlock value={envelope} what="the event it becomes" /> : null}
                {definitions.length > 0 ? <ConsideredList definitions={definitions} /> : null}
              </div>
            ))}
          </div>
        ) : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>Close</Button>
          <ScopedButton
            scope="start"
            variant="filled"
            loading={trying.isPending}
            whyNot={isBroken ? 'The webhook is no JSON yet' : undefined}
            onClick={() => trying.mutate()}
          >
            Try it
          </ScopedButton>
        </div>
      </div>
    </Modal>
  )
}
