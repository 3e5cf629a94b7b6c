import { useMutation } from '@tanstack/react-query'
import type { Monitor } from '@temporal-registry/contract/monitor'
import { useState } from 'react'
import { gatewayUrl } from '../../base.ts'
import { useGateway } from '../../session/gateway.tsx'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

const addresses = {
  heartbeat: {
    title: 'Signs of life',
    says: 'Whoever sends GET or POST to its address says that he lives; no token is needed. The address was shown when the monitor was made.',
    asks: 'Another address is made, and shown this once. The one before is nobody’s any more: what still calls it is not heard.',
    what: 'a sign of life by curl',
  },
  feed: {
    title: 'Feed',
    says: 'The alerts that were told, as RSS. Feed readers send no token: they need an address of its own.',
    asks: 'Whoever has the address may read the alerts of this monitor. It is shown this once, and one that was made before ends.',
    what: 'the address of the feed',
  },
} as const

/** Secret addresses that work without a token: each is shown once, when it is made. */
export function MonitorAddresses({ monitor }: { monitor: Monitor }) {
  return (
    <>
      {monitor.probe_kind === 'heartbeat' ? <Address of="heartbeat" monitor={monitor} /> : null}
      <Address of="feed" monitor={monitor} />
    </>
  )
}

function Address({ of, monitor }: { of: keyof typeof addresses; monitor: Monitor }) {
  const { client } = useGateway()
  const { title, says, asks, what } = addresses[of]
  const [asked, setAsked] = useState<'make' | 'remove'>()
  const making = useMutation({
    mutationFn: async () => {
      const { monitors } = client
      const { path } = await (of === 'heartbeat'
        ? monitors.renewHeartbeatAddress(monitor.name)
        : monitors.makeFeedAddress(monitor.name))
      return gatewayUrl + path
    },
    onSuccess: () => setAsked(undefined),
  })
  const removing = useMutation({
    mutationFn: () => client.monitors.removeFeedAddress(monitor.name),
    onSuccess: () => {
      making.reset()
      setAsked(undefined)
    },
  })
  return (
    <Panel title={title}>
      <div className="stack">
        <p className="small muted">{says}</p>
        {making.data ? (
          <OnceShown
            text={of === 'heartbeat' ? beatCommand(making.data) : making.data}
            what={what}
          />
        ) : null}
        {removing.isSuccess && !making.data ? (
          <p className="small" role="status">
            The feed has no address now.
          </p>
        ) : null}
        <div className="row">
          <ScopedButton scope="admin" onClick={() => setAsked('make')}>
            New address…
          </ScopedButton>
          {of === 'feed' ? (
            <ScopedButton scope="admin" onClick={() => setAsked('remove')}>
              Take it away…
            </ScopedButton>
          ) : null}
        </div>
      </div>
      <ConfirmDialog
        isOpen={asked === 'make'}
        title="Make another address?"
        onClose={() => {
          making.reset()
          setAsked(undefined)
        }}
        verb="Make it"
        onConfirm={() => making.mutate()}
        change={making}
      >
        {asks}
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={asked === 'remove'}
        title="Take the address of the feed away?"
        onClose={() => {
          removing.reset()
          setAsked(undefined)
        }}
        verb="Take it away"
        isDangerous
        onConfirm={() => removing.mutate()}
        change={removing}
      >
        Who reads the feed there finds nothing any more. Alerts stay, and go on being told to the
        channels of the monitor; another address can be made at any time.
      </ConfirmDialog>
    </Panel>
  )
}

/** Something that is shown this once, to be copied now. */
export function OnceShown({ text, what }: { text: string; what: string }) {
  return (
    <div className="stack" style={{ gap: 4 }} role="status">
      <CodeBlock text={text} what={what} />
      <p className="small muted">Keep it now: it is not shown again.</p>
    </div>
  )
}

/** How a sign of life is sent from a shell. */
export const beatCommand = (url: string) => `curl -fsS -X POST ${url}`
