import { Tooltip } from '@mantine/core'
import { useLiveFeed, type LiveFeed } from '../../session/live-feed.tsx'
import { Mark, type Tone } from '../../ui/Mark.tsx'

const words: Readonly<Record<LiveFeed['state'], { tone: Tone; word: string; says: string }>> = {
  live: {
    tone: 'good',
    word: 'Live',
    says: 'What changes in the registry is shown as it happens.',
  },
  connecting: { tone: 'quiet', word: 'Connecting', says: 'The change feed is being opened.' },
  away: {
    tone: 'caution',
    word: 'Not live',
    says: 'The change feed broke, so what is shown may be old. It is opened again by itself.',
  },
}

/** Whether what is shown is followed. */
export function LiveMark() {
  const { tone, word, says } = words[useLiveFeed().state]
  return (
    <Tooltip label={says}>
      <span role="status" aria-label="Change feed">
        <Mark tone={tone}>{word}</Mark>
      </span>
    </Tooltip>
  )
}
