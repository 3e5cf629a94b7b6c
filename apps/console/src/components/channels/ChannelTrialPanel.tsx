import { useMutation } from '@tanstack/react-query'
import type { Channel, ChannelTrial } from '@temporal-registry/contract/channels'
import { gatewayUrl } from '../../base.ts'
import { useGateway } from '../../session/gateway.tsx'
import { spanText } from '../../time-text.ts'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { Mark } from '../../ui/Mark.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

/** Sends a message to a channel at once, and shows what was answered. */
export function ChannelTrialPanel({ channel }: { channel: Channel }) {
  const { client } = useGateway()
  const trying = useMutation({ mutationFn: () => client.channels.test(channel.name) })
  const whyNot = channel.enabled ? undefined : 'It is disabled'
  return (
    <Panel
      title="Try it"
      aside={
        <ScopedButton
          scope="admin"
          loading={trying.isPending}
          whyNot={channel.verified ? whyNot : 'Its address is not verified'}
          onClick={() => trying.mutate()}
        >
          Send a test
        </ScopedButton>
      }
    >
      {trying.error ? <ProblemNotice error={trying.error} /> : null}
      {trying.data ? (
        <Trial trial={trying.data} />
      ) : trying.error ? null : (
        <p className="small muted">
          A message is sent now, once, and counts against the limit of the recipient. It is kept as
          no delivery.
        </p>
      )}
    </Panel>
  )
}

function Trial({ trial }: { trial: ChannelTrial }) {
  return (
    <div className="stack" role="status">
      <Mark tone={trial.delivered ? 'good' : 'bad'}>
        {trial.delivered ? 'delivered' : 'not delivered'}
      </Mark>
      <Facts
        facts={[
          ['Answered', trial.status],
          ['Took', spanText(trial.took_ms)],
          [
            'Why',
            trial.code ? (
              <>
                {trial.detail}{' '}
                <a href={`${gatewayUrl}/problems/${trial.code}`} target="_blank" rel="noreferrer">
                  {trial.code}
                </a>
              </>
            ) : undefined,
          ],
        ]}
      />
      {trial.response_excerpt ? (
        <CodeBlock text={trial.response_excerpt} what="what was answered" maxHeight={160} />
      ) : null}
    </div>
  )
}
