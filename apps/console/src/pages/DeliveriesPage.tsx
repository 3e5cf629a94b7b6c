import { Button, Select } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { aboutKinds, deliveryStatuses } from '@temporal-registry/contract/deliveries'
import { useState } from 'react'
import { DeliveryTable } from '../components/DeliveryTable.tsx'
import { FilterBar } from '../components/FilterBar.tsx'
import { FilterText } from '../components/FilterText.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { RedeliverDialog } from '../components/RedeliverDialog.tsx'
import { ScopedButton } from '../components/ScopedButton.tsx'
import { numberText } from '../count-text.ts'
import {
  channelsQuery,
  deliveriesQuery,
  withinNames,
  type DeliveryFilter,
} from '../queries/messages.ts'
import { useGateway } from '../session/gateway.tsx'
import { Empty } from '../ui/Empty.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

const nothing = {
  ...{ channel: undefined, status: undefined, about_kind: undefined, about_id: undefined },
  within: undefined,
}

/** What was sent to channels, and what came of it. */
export function DeliveriesPage() {
  const gateway = useGateway()
  const { channel, status, about_kind, about_id, within } = useSearch({ from: '/deliveries' })
  const filter: DeliveryFilter = { channel, status, about_kind, about_id, within }
  const navigate = useNavigate({ from: '/deliveries' })
  const query = useInfiniteQuery(deliveriesQuery(gateway, filter))
  const channels = useQuery(channelsQuery(gateway)).data ?? []
  const [isAsking, setIsAsking] = useState(false)
  const deliveries = query.data?.pages.flatMap((page) => page.deliveries) ?? []
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  const change = (changes: DeliveryFilter) =>
    void navigate({ search: (old) => ({ ...old, ...changes }), replace: true })
  const names = [...new Set([...channels.map(({ name }) => name), ...(channel ? [channel] : [])])]

  return (
    <>
      <PageHead
        title="Deliveries"
        lead="One message to one channel each: alerts of monitors and notify tasks, with every attempt."
        actions={
          <ScopedButton
            scope="start"
            whyNot={whyNotAgain(filter)}
            onClick={() => setIsAsking(true)}
          >
            Send again…
          </ScopedButton>
        }
      />
      <Panel flush>
        <FilterBar
          count={
            query.data
              ? `${numberText(deliveries.length)} ${deliveries.length === 1 ? 'delivery' : 'deliveries'}${query.hasNextPage ? ' so far' : ''}`
              : ''
          }
        >
          <Select
            aria-label="Channel"
            placeholder="Any channel"
            searchable
            clearable
            w={180}
            data={names}
            value={channel ?? null}
            onChange={(next) => change({ channel: next ?? undefined })}
          />
          <Select
            aria-label="Status"
            placeholder="Any status"
            clearable
            w={140}
            data={deliveryStatuses.map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
            value={status ?? null}
            onChange={(next) => change({ status: next ?? undefined })}
          />
          <Select
            aria-label="About"
            placeholder="About anything"
            clearable
            w={140}
            data={aboutKinds}
            value={about_kind ?? null}
            onChange={(next) => change({ about_kind: next ?? undefined })}
          />
          <FilterText
            label="Id of the task or alert"
            width={190}
            value={about_id ?? ''}
            onChange={(next) => change({ about_id: next || undefined })}
          />
          <Select
            aria-label="Written within"
            placeholder="Any time"
            clearable
            w={110}
            data={withinNames}
            value={within ?? null}
            onChange={(next) => change({ within: next ?? undefined })}
          />
          {isFiltered ? (
            <Button variant="subtle" onClick={() => change(nothing)}>
              Clear
            </Button>
          ) : null}
        </FilterBar>
        <ListStates
          label="deliveries"
          query={query}
          count={deliveries.length}
          empty={
            isFiltered ? (
              <Empty title="No delivery matches">Search for less, or clear the filters.</Empty>
            ) : (
              <Empty title="Nothing was sent yet">
                A monitor that names a channel sends its alerts there; so do notify tasks.
              </Empty>
            )
          }
        >
          <DeliveryTable
            deliveries={deliveries}
            onEnd={
              query.hasNextPage && !query.isFetchingNextPage
                ? () => void query.fetchNextPage()
                : undefined
            }
          />
        </ListStates>
      </Panel>
      {isAsking ? <RedeliverDialog filter={filter} onClose={() => setIsAsking(false)} /> : null}
    </>
  )
}

/** Sending again goes by channel, time, and how it ended; what else narrows the list would be left out. */
function whyNotAgain({ status, about_kind: kind, about_id: id }: DeliveryFilter) {
  if (kind !== undefined || id !== undefined) {
    return 'Many are sent again by channel and time only: clear what they are about'
  }
  if (status === undefined || status === 'dead' || status === 'rate_limited') return undefined
  return `Those that are ${status} are not sent again together: choose dead or rate limited`
}
