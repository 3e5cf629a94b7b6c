import { useQuery } from '@tanstack/react-query'
import { verificationKindNames, type EventSource } from '@temporal-registry/contract/event-sources'
import { useState } from 'react'
import { ActivityTabs } from '../components/activities/ActivityTabs.tsx'
import { Ago } from '../components/Ago.tsx'
import { ConfirmDialog } from '../components/ConfirmDialog.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { NewSourceDialog } from '../components/activities/NewSourceDialog.tsx'
import { ScopedButton } from '../components/ScopedButton.tsx'
import { SourceTrialDialog } from '../components/activities/SourceTrialDialog.tsx'
import { useSourceAddress } from '../components/activities/use-source-address.ts'
import { eventSourcesQuery } from '../queries/event-sources.ts'
import { activitiesKey } from '../queries/keys.ts'
import { useChange } from '../queries/use-change.ts'
import { useGateway } from '../session/gateway.tsx'
import { CopyButton } from '../ui/CopyButton.tsx'
import { DataTable, type Column } from '../ui/DataTable.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Mark, Tag } from '../ui/Mark.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

/** Who sends webhooks: what proves it, where they send them, and whether they are taken. */
export function EventSourcesPage() {
  const query = useQuery(eventSourcesQuery(useGateway()))
  const addressOf = useSourceAddress()
  const [isAdding, setIsAdding] = useState(false)
  const [chosen, setChosen] = useState<{ source: EventSource; to: 'try' | 'switch' }>()
  const close = () => setChosen(undefined)
  const sources = query.data ?? []

  const columns: readonly Column<EventSource>[] = [
    { name: 'Source', width: '20%', cell: ({ slug }) => <code title={slug}>{slug}</code> },
    {
      name: 'State',
      width: '104px',
      cell: ({ enabled }) => (
        <Mark tone={enabled ? 'good' : 'quiet'}>{enabled ? 'taken' : 'disabled'}</Mark>
      ),
    },
    {
      name: 'Proof',
      width: '150px',
      isWide: true,
      cell: ({ verification }) => (
        <Tag>
          {(verificationKindNames.find((kind) => verification[kind]) ?? '').replaceAll('_', ' ')}
        </Tag>
      ),
    },
    {
      name: 'Address',
      isWide: true,
      cell: ({ slug }) => (
        <span className="row" style={{ flexWrap: 'nowrap' }}>
          <CopyButton text={addressOf(slug)} what={`the address of ${slug}`} />
          <code title={addressOf(slug)}>{addressOf(slug)}</code>
        </span>
      ),
    },
    { name: 'Changed', width: '96px', isWide: true, cell: (one) => <Ago at={one.updated_at} /> },
    {
      name: 'Act',
      width: '166px',
      cell: (source) => (
        <span className="row" style={{ flexWrap: 'nowrap' }}>
          <ScopedButton
            scope="start"
            size="compact-xs"
            onClick={() => setChosen({ source, to: 'try' })}
          >
            Try…
          </ScopedButton>
          <ScopedButton
            scope="admin"
            size="compact-xs"
            onClick={() => setChosen({ source, to: 'switch' })}
          >
            {source.enabled ? 'Disable…' : 'Enable…'}
          </ScopedButton>
        </span>
      ),
    },
  ]

  return (
    <>
      <PageHead
        title="Event sources"
        lead="Who sends webhooks: each has an address that needs no token, and says what proves who sends."
        actions={
          <ScopedButton scope="admin" variant="filled" onClick={() => setIsAdding(true)}>
            New source
          </ScopedButton>
        }
      />
      <ActivityTabs />
      <Panel flush>
        <ListStates
          label="event sources"
          query={query}
          count={sources.length}
          empty={
            <Empty title="Nobody sends webhooks yet">
              Make a source for GitHub, Stripe, Slack or any other, and give its address to the
              sender.
            </Empty>
          }
        >
          <DataTable
            label="Event sources"
            columns={columns}
            rows={sources}
            keyOf={({ slug }) => slug}
          />
        </ListStates>
      </Panel>
      {isAdding ? <NewSourceDialog onClose={() => setIsAdding(false)} /> : null}
      {chosen?.to === 'try' ? <SourceTrialDialog source={chosen.source} onClose={close} /> : null}
      {chosen?.to === 'switch' ? <SwitchDialog source={chosen.source} onClose={close} /> : null}
    </>
  )
}

function SwitchDialog({ source, onClose }: { source: EventSource; onClose: () => void }) {
  const { client, namespace } = useGateway()
  const { slug, enabled } = source
  const switching = useChange(() => client.eventSources[enabled ? 'disable' : 'enable'](slug), {
    refreshes: activitiesKey(namespace),
    onDone: onClose,
  })
  return (
    <ConfirmDialog
      title={enabled ? `Disable ${slug}?` : `Enable ${slug}?`}
      onClose={onClose}
      verb={enabled ? 'Disable it' : 'Enable it'}
      onConfirm={() => switching.mutate()}
      change={switching}
    >
      <p>
        {enabled
          ? 'Its address answers as if there were no such source. What is sent meanwhile is not kept; most senders try again for a while.'
          : 'Its webhooks are taken again, from those who prove that they may send them.'}
      </p>
    </ConfirmDialog>
  )
}
