import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { bodyOf, targetOfKind } from '../channels/channel-draft.ts'
import { ChannelForm } from '../components/channels/ChannelForm.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { paths } from '../paths.ts'
import { channelQuery, channelsQuery } from '../queries/messages.ts'
import { useGateway } from '../session/gateway.tsx'
import { PageHead } from '../ui/PageHead.tsx'

/** Makes a channel. */
export function NewChannelPage() {
  const channels = useQuery(channelsQuery(useGateway())).data ?? []
  return (
    <>
      <PageHead
        title="New channel"
        above={<Link {...paths.channels()}>Channels</Link>}
        lead="A place that messages go to. It can be tried as soon as it is made."
      />
      <ChannelForm
        first={{ to: targetOfKind('webhook') }}
        taken={channels.map(({ name }) => name)}
      />
    </>
  )
}

/** Changes a channel; what waits for it goes where it says from then on. */
export function EditChannelPage() {
  const { channel: name } = useParams({ from: '/channels/$channel/edit' })
  const query = useQuery({
    ...channelQuery(useGateway(), name),
    ...{ refetchInterval: false, refetchOnWindowFocus: false, gcTime: 0 },
  })
  const channel = query.data
  return (
    <>
      <PageHead
        title={`Edit ${name}`}
        above={<Link {...paths.channel(name)}>{name}</Link>}
        lead="What waits for it goes where it says from then on."
      />
      <ListStates label="the channel" query={query} count={channel ? 1 : 0} empty={null}>
        {channel ? <ChannelForm first={bodyOf(channel)} of={name} /> : null}
      </ListStates>
    </>
  )
}
