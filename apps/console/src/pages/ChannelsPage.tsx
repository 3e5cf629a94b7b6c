import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Channel } from '@temporal-registry/contract/channels'
import { channelKindNames, targetText } from '../channels/channel-draft.ts'
import { Ago } from '../components/Ago.tsx'
import { ChannelMark } from '../components/channels/ChannelMark.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { ScopedButton } from '../components/ScopedButton.tsx'
import { countText } from '../count-text.ts'
import { paths } from '../paths.ts'
import { channelsQuery } from '../queries/messages.ts'
import { useGateway } from '../session/gateway.tsx'
import { DataTable, type Column } from '../ui/DataTable.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Icon } from '../ui/icons.tsx'
import { Tag } from '../ui/Mark.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

const columns: readonly Column<Channel>[] = [
  {
    name: 'Channel',
    cell: ({ name, description }) => (
      <Link {...paths.channel(name)} className="code" title={description ?? name}>
        {name}
      </Link>
    ),
  },
  { name: 'State', width: '120px', cell: (channel) => <ChannelMark channel={channel} /> },
  { name: 'Kind', width: '96px', cell: ({ kind }) => channelKindNames[kind] },
  {
    name: 'Leads to',
    width: '34%',
    isWide: true,
    cell: ({ to }) => (
      <span className="muted" title={targetText(to)}>
        {targetText(to)}
      </span>
    ),
  },
  {
    name: 'At most an hour',
    width: '118px',
    isWide: true,
    isNumber: true,
    cell: ({ max_per_hour: most, kind }) => most ?? (kind === 'email' ? 10 : 'no limit'),
  },
  {
    name: 'Changed',
    width: '120px',
    isWide: true,
    cell: ({ origin, updated_at: at }) =>
      origin === 'configuration' ? <Tag>configuration</Tag> : <Ago at={at} />,
  },
]

/** Where messages can be sent. */
export function ChannelsPage() {
  const query = useQuery(channelsQuery(useGateway()))
  const navigate = useNavigate()
  const channels = query.data ?? []
  return (
    <>
      <PageHead
        title="Channels"
        lead="Places that messages go to: alerts of monitors, and notify tasks. What was sent to one is in the deliveries."
        actions={
          <ScopedButton
            scope="admin"
            variant="filled"
            leftSection={<Icon name="plus" size={14} />}
            onClick={() => void navigate(paths.newChannel())}
          >
            New channel
          </ScopedButton>
        }
      />
      <Panel title="Channels" flush aside={query.data ? countText(channels.length, 'channel') : ''}>
        <ListStates
          label="channels"
          query={query}
          count={channels.length}
          empty={
            <Empty title="There is no channel yet">
              <p>
                A webhook, a mail address or a channel of Slack:{' '}
                <Link {...paths.newChannel()}>make the first one</Link>, and try it at once.
              </p>
            </Empty>
          }
        >
          <DataTable
            label="Channels"
            columns={columns}
            rows={channels}
            keyOf={({ name }) => name}
          />
        </ListStates>
      </Panel>
    </>
  )
}
