import { ActionIcon, CopyButton as WithCopy, Tooltip } from '@mantine/core'
import { Icon } from './icons.tsx'

/** Copies a text; `what` names it to those who hear the page. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  return (
    <WithCopy value={text} timeout={1_500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : `Copy ${what}`}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            onClick={copy}
            aria-label={`Copy ${what}`}
          >
            <Icon name={copied ? 'done' : 'copy'} size={14} />
          </ActionIcon>
        </Tooltip>
      )}
    </WithCopy>
  )
}
