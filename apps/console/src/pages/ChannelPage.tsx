import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { Channel } from '@temporal-registry/contract/channels'
import { channelKindNames, targetText } from '../channels/channel-draft.ts'
import { Ago } from '../components/Ago.tsx'
import { ChannelActions } from '../components/channels/ChannelActions.tsx'
import { ChannelMark } from '../components/channels/ChannelMark.tsx'
import { ChannelTrialPanel } from '../components/channels/ChannelTrialPanel.tsx'
import { DeliveryTable } from '../components/channels/DeliveryTable.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { VerifyPanel } from '../components/channels/VerifyPanel.tsx'
import { paths } from '../paths.ts'
import { channelQuery, deliveriesQuery } from '../queries/messages.ts'
import { nextOf } from '../query.ts'
import { useGateway } from '../session/gateway.tsx'
import { JsonBlock } from '../ui/CodeBlock.tsx'
import { Columns } from '../ui/Columns.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Facts } from '../ui/Facts.tsx'
import { Tag } from '../ui/Mark.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

/** One channel: where it leads, whether it works, and what was sent. */
export function ChannelPage() {
  const { channel: name } = useParams({ from: '/channels/$channel' })
  const query = useQuery(channelQuery(useGateway(), name))
  const channel = query.data
  return (
    <>
      <PageHead
        title={name}
        isName
        above={<Link {...paths.channels()}>Channels</Link>}
        beside={channel ? <ChannelMark channel={channel} /> : null}
        lead={channel?.description}
        actions={channel ? <ChannelActions channel={channel} /> : null}
      />
      <ListStates label="the channel" query={query} count={channel ? 1 : 0} empty={null}>
        {channel ? (
          <Columns beside={<Beside channel={channel} />}>
            <Sent channel={channel} />
          </Columns>
        ) : null}
      </ListStates>
    </>
  )
}

function Beside({ channel }: { channel: Channel }) {
  const { to, kind, max_per_hour: most } = channel
  const { signing_secrets: secrets = [], headers } = to.webhook ?? {}
  return (
    <>
      {channel.verified ? null : <VerifyPanel channel={channel} />}
      <ChannelTrialPanel channel={channel} />
      <Panel title="About">
        <Facts
          facts={[
            ['Kind', channelKindNames[kind]],
            [
              'Leads to',
              <span key="to" className="wrap">
                {targetText(to)}
              </span>,
            ],
            ['Disabled', channel.enabled ? undefined : channel.disabled_reason],
            [
              'Signed with',
              secrets.length > 0 ? secrets.map((one) => <Tag key={one}>{one}</Tag>) : undefined,
            ],
            ['At most an hour', most ?? (kind === 'email' ? '10 messages' : 'no limit')],
            ['Said in', channel.origin === 'configuration' ? 'the configuration' : undefined],
            ['Version', channel.origin === 'stored' ? channel.version : undefined],
            ['Changed', channel.updated_at ? <Ago at={channel.updated_at} /> : undefined],
          ]}
        />
      </Panel>
      {headers && Object.keys(headers).length > 0 ? (
        <Panel title="Headers">
          <JsonBlock value={headers} what="the headers" />
        </Panel>
      ) : null}
      {channel.template ? (
        <Panel title="Template">
          <JsonBlock value={channel.template} what="the template" maxHeight={260} />
        </Panel>
      ) : null}
    </>
  )
}

function Sent({ channel: { name } }: { channel: Channel }) {
  const query = useInfiniteQuery(deliveriesQuery(useGateway(), { channel: name }))
  const deliveries = query.data?.pages.flatMap((page) => page.deliveries) ?? []
  return (
    <Panel
      title="Deliveries"
      flush
      aside={<Link {...paths.deliveries({ channel: name })}>search them</Link>}
    >
      <ListStates
        label="deliveries"
        query={query}
        count={deliveries.length}
        empty={<Empty title="Nothing was sent to it yet">Alerts and notify tasks name it.</Empty>}
      >
        <DeliveryTable deliveries={deliveries} isOfOneChannel onEnd={nextOf(query)} />
      </ListStates>
    </Panel>
  )
}
