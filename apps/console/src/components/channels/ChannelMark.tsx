import type { Channel } from '@temporal-registry/contract/channels'
import { Mark } from '../../ui/Mark.tsx'

/** Whether messages are sent to a channel. */
export function ChannelMark({ channel }: { channel: Channel }) {
  if (!channel.enabled) {
    return (
      <Mark tone="caution" title={channel.disabled_reason ?? ''}>
        disabled
      </Mark>
    )
  }
  if (!channel.verified) return <Mark tone="caution">not verified</Mark>
  return <Mark tone="good">ready</Mark>
}
