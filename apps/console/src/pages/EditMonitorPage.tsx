import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { ListStates } from '../components/ListStates.tsx'
import { MonitorForm } from '../components/monitors/MonitorForm.tsx'
import { paths } from '../paths.ts'
import { monitorQuery } from '../queries/monitors.ts'
import { useGateway } from '../session/gateway.tsx'
import { PageHead } from '../ui/PageHead.tsx'

/** Changes a monitor; what somebody else changed meanwhile is not overwritten. */
export function EditMonitorPage() {
  const { monitor: ref } = useParams({ from: '/monitors/$monitor/edit' })
  // As it was when the page was opened: what is written refers to that.
  const query = useQuery({
    ...monitorQuery(useGateway(), ref),
    ...{ refetchInterval: false, refetchOnWindowFocus: false, gcTime: 0 },
  })
  const monitor = query.data
  return (
    <>
      <PageHead
        title={`Edit ${monitor?.name ?? ref}`}
        above={<Link {...paths.monitor(ref)}>{monitor?.name ?? ref}</Link>}
        lead="What it remembers is forgotten when probe, comparison, condition or memory change."
      />
      <ListStates label="the monitor" query={query} count={monitor ? 1 : 0} empty={null}>
        {monitor ? <MonitorForm first={monitor.monitor} of={monitor} /> : null}
      </ListStates>
    </>
  )
}
