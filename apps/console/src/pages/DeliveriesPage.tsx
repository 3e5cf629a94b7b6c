import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { aboutKinds, deliveryStatuses } from '@temporal-registry/contract/deliveries'
import { useState } from 'react'
import { DeliveryTable } from '../components/channels/DeliveryTable.tsx'
import { FilteredList } from '../components/FilteredList.tsx'
import { FilterSelect } from '../components/FilterSelect.tsx'
import { FilterText } from '../components/FilterText.tsx'
import { RedeliverDialog } from '../components/channels/RedeliverDialog.tsx'
import { ScopedButton } from '../components/ScopedButton.tsx'
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
        <FilteredList
          noun="delivery"
          plural="deliveries"
          query={query}
          count={deliveries.length}
          filter={filter}
          onFilter={change}
          filters={
            <>
              <FilterSelect
                label="Channel"
                placeholder="Any channel"
                isSearchable
                width={180}
                words={names}
                value={channel}
                onChange={(channel) => change({ channel })}
              />
              <FilterSelect
                label="Status"
                placeholder="Any status"
                width={140}
                words={deliveryStatuses}
                value={status}
                onChange={(status) => change({ status })}
              />
              <FilterSelect
                label="About"
                placeholder="About anything"
                width={140}
                words={aboutKinds}
                value={about_kind}
                onChange={(about_kind) => change({ about_kind })}
              />
              <FilterText
                label="Id of the task or alert"
                width={190}
                value={about_id ?? ''}
                onChange={(next) => change({ about_id: next || undefined })}
              />
              <FilterSelect
                label="Written within"
                placeholder="Any time"
                width={110}
                words={withinNames}
                value={within}
                onChange={(within) => change({ within })}
              />
            </>
          }
          empty={
            <Empty title="Nothing was sent yet">
              A monitor that names a channel sends its alerts there; so do notify tasks.
            </Empty>
          }
        >
          {(onEnd) => <DeliveryTable deliveries={deliveries} onEnd={onEnd} />}
        </FilteredList>
      </Panel>
      {isAsking ? <RedeliverDialog filter={filter} onClose={() => setIsAsking(false)} /> : null}
    </>
  )
}

/** Deliveries can be sent again by channel, time and status only; other filters of the list would be ignored. */
function whyNotAgain({ status, about_kind: kind, about_id: id }: DeliveryFilter) {
  if (kind !== undefined || id !== undefined) {
    return 'Many are sent again by channel and time only: clear what they are about'
  }
  if (status === undefined || status === 'dead' || status === 'rate_limited') return undefined
  return `Those that are ${status} are not sent again together: choose dead or rate limited`
}
