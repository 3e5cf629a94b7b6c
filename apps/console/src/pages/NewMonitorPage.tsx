import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import type { MonitorBody } from '@temporal-registry/contract/monitor'
import { ListStates } from '../components/ListStates.tsx'
import { MonitorForm } from '../components/monitors/MonitorForm.tsx'
import { TemplateCards, type TemplateCard } from '../components/monitors/TemplateCards.tsx'
import { blankDraft } from '../monitors/monitor-draft.ts'
import { paths } from '../paths.ts'
import { templatesQuery } from '../queries/monitors.ts'
import { useGateway } from '../session/gateway.tsx'
import { PageHead } from '../ui/PageHead.tsx'

const blank: TemplateCard & { readonly monitor: MonitorBody } = {
  name: 'blank',
  title: 'Something else',
  description: 'Begin with nothing but a probe and an interval.',
  monitor: blankDraft,
}

/** Makes a monitor: a template is chosen, then changed into what is wanted. */
export function NewMonitorPage() {
  const { template } = useSearch({ from: '/new-monitor' })
  const query = useQuery(templatesQuery(useGateway()))
  const templates = [...(query.data ?? []), blank]
  const chosen =
    template === 'blank' || query.data ? templates.find(({ name }) => name === template) : undefined
  return (
    <>
      <PageHead
        title="New monitor"
        above={
          chosen ? (
            <Link {...paths.newMonitor()}>Templates</Link>
          ) : (
            <Link {...paths.monitors()}>Monitors</Link>
          )
        }
        lead={
          chosen
            ? chosen.description
            : 'Choose one to begin with; everything in it can be changed before it is made.'
        }
      />
      <ListStates label="templates" query={query} count={query.data ? 1 : 0} empty={null}>
        {chosen ? (
          <MonitorForm key={chosen.name} first={chosen.monitor} />
        ) : (
          <TemplateCards templates={templates} />
        )}
      </ListStates>
    </>
  )
}
